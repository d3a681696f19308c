import type { DataType } from '../../graph/dataType';
import { ShapeError } from '../operator';

/** ONNX's TensorProto.DataType numbers, as the attribute `to` of Cast holds them. */
const numbers: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

const types = new Map<number, DataType>(
  Object.entries(numbers).map(([type, number]) => [number, type as DataType]),
);

/** ONNX's number of an element type. */
export function elementTypeNumber(type: DataType): number {
  return numbers[type];
}

/** Element type of an ONNX number. @throws ShapeError where Skipline has no such type. */
export function elementTypeOf(number: number): DataType {
  const type = types.get(number);
  if (type === undefined) {
    throw new ShapeError(`The ONNX element type number ${number} is not supported.`);
  }
  return type;
}

/** A number as an element of this type holds it: integers are truncated towards zero, booleans become 0 or 1. */
export function convertElement(value: number, type: DataType): number {
  switch (type) {
    case 'float32':
    case 'float64':
    case 'float16':
    case 'bfloat16':
      return value;
    case 'bool':
      return value === 0 ? 0 : 1;
    case 'uint8':
      return Math.trunc(value) & 0xff;
    case 'int8':
      return (Math.trunc(value) << 24) >> 24;
    case 'int16':
      return (Math.trunc(value) << 16) >> 16;
    case 'int32':
      return Math.trunc(value) | 0;
    case 'int64':
      return Math.trunc(value);
  }
}
