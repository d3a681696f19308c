import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DataError } from './batch';

/** Bytes beyond which a file is not taken into memory; JavaScript's arrays and Node's reads end at about 2^31. */
const mostBytes = 2 ** 31 - 1;

/** @throws DataError where the file is missing, no file, too large or not to be read. */
export function readDataFile(file: string, noun = 'data file'): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    if (size > mostBytes) {
      throw new DataError(`The ${noun} '${file}' has ${size} bytes; Skipline reads files up to 2 GiB.`);
    }
    return readFileSync(descriptor);
  } catch (error) {
    throw unreadable(file, error, noun);
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/** Names of what a folder holds, sorted by code points as Python sorts. @throws DataError where it cannot be listed. */
export function listFolder(folder: string): { readonly name: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  } catch (error) {
    throw unreadable(folder, error, 'folder');
  }
}

/**
 * The content of a gzip file.
 * @param mostContent bytes beyond which it cannot be what is asked for.
 * @throws DataError where it is damaged, or would be larger.
 */
export function gunzip(bytes: Uint8Array, mostContent: number, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, mostContent) });
  } catch (error) {
    throw new DataError(
      codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
        ? `The data file '${file}' unpacks to more than the ${mostContent} bytes that it may hold; it is damaged or of another format.`
        : `The data file '${file}' is no complete gzip file; download or write it again.`,
    );
  }
}

function unreadable(place: string, error: unknown, noun: string): DataError {
  if (error instanceof DataError) {
    return error;
  }
  const code = codeOf(error);
  if (code === 'ENOENT') {
    return new DataError(`There is no ${noun} '${place}'; check the path.`);
  }
  return new DataError(`The ${noun} '${place}' cannot be read${code === '' ? '' : ` (${code})`}.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
