import { DataError } from '../data/batch';
import { type ZipEntries, unzip, ZipError } from '../archives/zip';
import { type NpyArray, readNpy } from './npy';

/**
 * The arrays of a `.npz` file as `numpy.savez` and `savez_compressed` write it, by name.
 * @throws DataError where the file is damaged, cut off or unpacks to more than can be believed.
 */
export function readNpz(bytes: Uint8Array, file: string): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const [entry, content] of entriesOf(bytes, file)) {
    const name = entry.slice(0, -'.npy'.length);
    arrays.set(name, readNpy(content, `'${name}' of ${file}`));
  }
  return arrays;
}

function entriesOf(bytes: Uint8Array, file: string): ZipEntries {
  try {
    return unzip(bytes, (name) => name.endsWith('.npy'));
  } catch (error) {
    if (error instanceof ZipError) {
      throw new DataError(
        `${file} is no complete .npz file (${error.message}); write it again with numpy.savez.`,
      );
    }
    throw error;
  }
}
