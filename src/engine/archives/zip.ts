import { inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32';

/** A zip file that is damaged or not to be trusted. The message completes "the file is no whole archive: …". */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

export type ZipEntries = ReadonlyMap<string, Uint8Array>;

/** Bytes that an archive may unpack to in any case, and how many times its own size beyond them. */
const alwaysAllowed = 256 * 2 ** 20;
const mostGrowth = 100;
const mostEntries = 100_000;

const endSize = 22;
const longestComment = 0xffff;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly place: number;
}

/**
 * The chosen entries of a zip file (PKWARE's APPNOTE 6.3, stored or deflated, zip64 too), each with its checksum verified.
 * fflate, which writes archives for Skipline, trusts their directory: a hostile one makes it loop or unpack without end.
 * @throws ZipError where it is damaged, uses another method, or unpacks to more than can be believed.
 */
export function unzip(bytes: Uint8Array, isWanted: (name: string) => boolean): ZipEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = readDirectory(view).filter(({ name }) => isWanted(name));
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  if (total > Math.max(alwaysAllowed, bytes.length * mostGrowth)) {
    throw new ZipError(
      `it would unpack to ${total} bytes, ${Math.round(total / bytes.length)} times its size`,
    );
  }
  const entries = new Map<string, Uint8Array>();
  for (const entry of wanted) {
    if (entries.has(entry.name)) {
      throw new ZipError(`it holds '${entry.name}' twice`);
    }
    entries.set(entry.name, content(bytes, view, entry));
  }
  return entries;
}

function readDirectory(view: DataView): Entry[] {
  const end = findEnd(view);
  let count = view.getUint16(end + 10, true);
  let place = view.getUint32(end + 16, true);
  const locator = end - 20;
  if (locator >= 0 && view.getUint32(locator, true) === 0x07064b50) {
    const wide = uint64(view, locator + 8);
    if (wide + 56 > view.byteLength || view.getUint32(wide, true) !== 0x06064b50) {
      throw new ZipError('its directory is damaged');
    }
    count = uint64(view, wide + 32);
    place = uint64(view, wide + 48);
  }
  if (count > mostEntries) {
    throw new ZipError(`it claims ${count} entries`);
  }
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    if (place + 46 > view.byteLength || view.getUint32(place, true) !== 0x02014b50) {
      throw new ZipError('its directory is damaged');
    }
    const nameLength = view.getUint16(place + 28, true);
    const extraLength = view.getUint16(place + 30, true);
    const next = place + 46 + nameLength + extraLength + view.getUint16(place + 32, true);
    if (next > view.byteLength) {
      throw new ZipError('its directory is damaged');
    }
    entries.push(readEntry(view, place, nameLength, extraLength));
    place = next;
  }
  return entries;
}

/** The end record stands last, before a comment of any length. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endSize - longestComment);
  for (let place = view.byteLength - endSize; place >= first; place--) {
    if (view.getUint32(place, true) === 0x06054b50) {
      return place;
    }
  }
  throw new ZipError('it has no directory, so it was cut off or is of another format');
}

function readEntry(view: DataView, place: number, nameLength: number, extraLength: number): Entry {
  const nameStart = place + 46;
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + nameStart, nameLength));
  const isEncrypted = (view.getUint16(place + 8, true) & 1) === 1;
  if (isEncrypted) {
    throw new ZipError(`'${name}' is encrypted`);
  }
  // In the order of the zip64 field, which holds those that say 2^32 − 1 here.
  const [size, packedSize, start] = wideFields(
    view,
    [view.getUint32(place + 24, true), view.getUint32(place + 20, true), view.getUint32(place + 42, true)],
    nameStart + nameLength,
    extraLength,
  );
  return {
    name,
    method: view.getUint16(place + 10, true),
    checksum: view.getUint32(place + 16, true),
    size,
    packedSize,
    place: start,
  };
}

function wideFields(view: DataView, fields: readonly number[], start: number, length: number): number[] {
  if (!fields.includes(0xffffffff)) {
    return [...fields];
  }
  for (let place = start; place + 4 <= start + length;) {
    const size = view.getUint16(place + 2, true);
    const end = place + 4 + size;
    if (view.getUint16(place, true) === 1 && end <= start + length) {
      let from = place + 4;
      return fields.map((field) => {
        if (field !== 0xffffffff) {
          return field;
        }
        if (from + 8 > end) {
          throw new ZipError('its directory is damaged');
        }
        from += 8;
        return uint64(view, from - 8);
      });
    }
    place = end;
  }
  return [...fields];
}

function content(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { name, method, checksum, packedSize, size, place } = entry;
  if (place + 30 > bytes.length || view.getUint32(place, true) !== 0x04034b50) {
    throw new ZipError(`'${name}' is not where its directory says`);
  }
  const start = place + 30 + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
  if (start + packedSize > bytes.length) {
    throw new ZipError(`'${name}' is cut off`);
  }
  const packed = bytes.subarray(start, start + packedSize);
  const unpacked = method === 0 ? packed : method === 8 ? inflate(packed, size, name) : undefined;
  if (unpacked === undefined) {
    throw new ZipError(`'${name}' is compressed by the unknown method ${method}`);
  }
  if (unpacked.length !== size || crc32(unpacked) !== checksum) {
    throw new ZipError(`the checksum of '${name}' does not agree, so it is damaged`);
  }
  return unpacked;
}

function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new ZipError(`'${name}' is damaged`);
  }
}

function uint64(view: DataView, place: number): number {
  const value = Number(view.getBigUint64(place, true));
  if (!Number.isSafeInteger(value)) {
    throw new ZipError('its directory is damaged');
  }
  return value;
}
