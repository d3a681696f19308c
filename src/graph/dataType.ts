/** Element types of tensors, in ONNX's spelling, limited to those that front ends emit. */
export const dataTypes = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'uint8',
  'int8',
  'bool',
] as const;

export type DataType = (typeof dataTypes)[number];

const bytesPerElement: Readonly<Record<DataType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  uint8: 1,
  int8: 1,
  bool: 1,
};

/** Bytes that one element takes in memory. */
export function sizeOf(type: DataType): number {
  return bytesPerElement[type];
}

/** True for the types that a gradient can flow through. */
export function isFloatingPoint(type: DataType): boolean {
  return type === 'float32' || type === 'float64' || type === 'float16' || type === 'bfloat16';
}
