import { float16Bits, float16Value } from '../frontends/onnx/elementBytes';
import { type DataType, sizeOf } from '../graph/dataType';

/** The elements of a tensor as a runtime takes and gives them. float16 and bfloat16 are held as their 16 bits, bool as 0 and 1. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | Int8Array;

type TensorDataConstructor = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => TensorData;

const constructors: Readonly<Record<DataType, TensorDataConstructor>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
};

/** A view of `length` elements of a type. */
export function viewOf(
  type: DataType,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): TensorData {
  return new constructors[type](buffer, byteOffset, length);
}

/** An array of `length` zeros. */
export function allocate(type: DataType, length: number): TensorData {
  return viewOf(type, new ArrayBuffer(length * sizeOf(type)), 0, length);
}

/** The bytes behind a view. */
export function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Copies elements into a buffer that may be of another number type, which converts them. */
export function copyInto(target: TensorData, source: TensorData): void {
  if (target.constructor === source.constructor) {
    bytesOf(target).set(bytesOf(source));
  } else if (source instanceof Uint16Array) {
    copyInto(target, Float64Array.from(source, float16Value));
  } else if (target instanceof BigInt64Array) {
    for (let index = 0; index < source.length; index++) {
      target[index] = BigInt(source[index]);
    }
  } else if (source instanceof BigInt64Array) {
    copyInto(target, Float64Array.from(source, Number));
  } else {
    target.set(target instanceof Uint16Array ? Uint16Array.from(source, float16Bits) : source);
  }
}

/** Sets an element; a number goes into int64 as well. */
export function writeElement(target: TensorData, index: number, value: number): void {
  if (target instanceof BigInt64Array) {
    target[index] = BigInt(value);
  } else {
    target[index] = value;
  }
}
