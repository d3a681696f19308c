import { elementCount, type Shape } from '../../graph/shape';
import { DataError } from '../data/batch';

/**
 * An array of a `.npy` file. Elements of int64 are kept as they are; the other types are plain numbers.
 * Truth values come as int8, so that they are not taken for the bytes of a picture.
 */
export interface NpyArray {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | Int8Array;
}

const readers = new Map<string, (bytes: ArrayBuffer) => NpyArray['data']>([
  ['<f4', (bytes) => new Float32Array(bytes)],
  ['<f8', (bytes) => new Float64Array(bytes)],
  ['<i8', (bytes) => new BigInt64Array(bytes)],
  ['<i4', (bytes) => new Int32Array(bytes)],
  ['|u1', (bytes) => new Uint8Array(bytes)],
  ['|b1', (bytes) => new Int8Array(bytes)],
]);

const magic = '\x93NUMPY';

/**
 * Reads a `.npy` file of version 1, 2 or 3 (NumPy enhancement proposal 1).
 * @param name how the array is called in messages.
 * @throws DataError where the bytes are not such a file, are cut off, or hold a type or order that is not supported.
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 6)) !== magic) {
    throw new DataError(`${name} is not a NumPy array; write it with numpy.save or numpy.savez.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new DataError(
      `${name} is a NumPy array file of version ${version}; Skipline reads versions 1 to 3.`,
    );
  }
  const headerStart = version === 1 ? 10 : 12;
  if (bytes.length < headerStart) {
    throw cutOff(name);
  }
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = headerStart + headerLength;
  if (bytes.length < start) {
    throw cutOff(name);
  }
  const { description, isFortranOrder, shape } = readHeader(bytes.subarray(headerStart, start), name);
  if (isFortranOrder) {
    throw new DataError(
      `${name} is stored in Fortran order; save numpy.ascontiguousarray of it, which is in C order.`,
    );
  }
  const read = readers.get(description);
  if (read === undefined) {
    throw new DataError(
      `${name} has the NumPy type '${description}'; convert it to float32, float64, int64, int32 or uint8.`,
    );
  }
  const size = Number(description.slice(2)) * elementCount(shape);
  if (bytes.length < start + size) {
    throw cutOff(name);
  }
  // A copy, because the elements need not be aligned in the file.
  return { shape, data: read(new Uint8Array(bytes.subarray(start, start + size)).buffer) };
}

function cutOff(name: string): DataError {
  return new DataError(`${name} ends before its last element: the file was cut off; write it again.`);
}

/** The header is a Python dictionary literal with three keys. */
function readHeader(
  bytes: Uint8Array,
  name: string,
): { description: string; isFortranOrder: boolean; shape: Shape } {
  const text = new TextDecoder().decode(bytes);
  const description = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const extents = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (description === undefined || order === undefined || extents === undefined) {
    throw new DataError(
      `${name} has a NumPy header that names no plain type and shape; convert it to a numeric array.`,
    );
  }
  const shape = extents
    .split(',')
    .filter((extent) => extent.trim() !== '')
    .map((extent) => Number.parseInt(extent, 10));
  if (!Number.isSafeInteger(elementCount(shape))) {
    throw new DataError(
      `${name} says that its shape is (${extents}), which no file can hold; write it again.`,
    );
  }
  return { description, isFortranOrder: order === 'True' && shape.length > 1, shape };
}
