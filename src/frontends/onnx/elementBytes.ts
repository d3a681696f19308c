import type { DataType } from '../../graph/dataType';
import type { Tensor } from '../../graph/tensor';
import { sizeOf } from '../../graph/dataType';

type Writer = (view: DataView, offset: number, element: number) => void;

const writers: Readonly<Record<DataType, Writer>> = {
  float32: (view, offset, element) => view.setFloat32(offset, element, true),
  float64: (view, offset, element) => view.setFloat64(offset, element, true),
  float16: (view, offset, element) => view.setUint16(offset, float16Bits(element), true),
  bfloat16: (view, offset, element) => view.setUint16(offset, bfloat16Bits(element), true),
  int64: (view, offset, element) => view.setBigInt64(offset, BigInt(element), true),
  int32: (view, offset, element) => view.setInt32(offset, element, true),
  int16: (view, offset, element) => view.setInt16(offset, element, true),
  uint8: (view, offset, element) => view.setUint8(offset, element),
  int8: (view, offset, element) => view.setInt8(offset, element),
  bool: (view, offset, element) => view.setUint8(offset, element),
};

/** The elements of a tensor in its own data type, little-endian, as `TensorProto.raw_data` holds them. */
export function elementBytes({ type, data }: Tensor): Uint8Array {
  const size = sizeOf(type);
  const bytes = new Uint8Array(data.length * size);
  const view = new DataView(bytes.buffer);
  const write = writers[type];
  for (let index = 0; index < data.length; index++) {
    write(view, index * size, data[index]);
  }
  return bytes;
}

type Reader = (view: DataView, offset: number) => number;

const readers: Readonly<Record<DataType, Reader>> = {
  float32: (view, offset) => view.getFloat32(offset, true),
  float64: (view, offset) => view.getFloat64(offset, true),
  float16: (view, offset) => float16Value(view.getUint16(offset, true)),
  bfloat16: (view, offset) => bfloat16Value(view.getUint16(offset, true)),
  int64: (view, offset) => Number(view.getBigInt64(offset, true)),
  int32: (view, offset) => view.getInt32(offset, true),
  int16: (view, offset) => view.getInt16(offset, true),
  uint8: (view, offset) => view.getUint8(offset),
  int8: (view, offset) => view.getInt8(offset),
  bool: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1),
};

/** The inverse of {@link elementBytes}. @throws RangeError where the bytes are not whole elements. */
export function elementsOf(type: DataType, bytes: Uint8Array): Float64Array {
  const size = sizeOf(type);
  if (bytes.length % size !== 0) {
    throw new RangeError(`${bytes.length} bytes are not whole elements of ${size} bytes.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type];
  return Float64Array.from({ length: bytes.length / size }, (_, index) => read(view, index * size));
}

const bits = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16, rounded to nearest, ties to even. */
export function float16Bits(value: number): number {
  bits.setFloat32(0, value);
  const sign = (bits.getUint32(0) >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) {
    return sign | 0x7e00;
  }
  // Half of the last place above the largest finite number, 65504, rounds to infinity.
  if (magnitude >= 65520) {
    return sign | 0x7c00;
  }
  // Numbers below 2^-14 are multiples of 2^-24; above, 10 bits follow the leading one.
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14);
  const place = 2 ** (exponent - 10);
  const units = roundToEven(magnitude / place);
  return sign | (units < 1024 ? units : ((exponent + 14) << 10) + units);
}

/** The number that 16 bits of IEEE 754 binary16 mean. */
export function float16Value(bits16: number): number {
  const sign = bits16 & 0x8000 ? -1 : 1;
  const exponent = (bits16 >>> 10) & 0x1f;
  const fraction = bits16 & 0x3ff;
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The number that the upper half of a float32 means. */
export function bfloat16Value(bits16: number): number {
  bits.setUint32(0, bits16 << 16);
  return bits.getFloat32(0);
}

/** The upper half of a float32, rounded to nearest, ties to even. */
export function bfloat16Bits(value: number): number {
  bits.setFloat32(0, value);
  const whole = bits.getUint32(0);
  if (Number.isNaN(value)) {
    return (whole >>> 16) | 0x40;
  }
  return ((whole + 0x7fff + ((whole >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
