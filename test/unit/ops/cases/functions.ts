import { float, int, ints } from '../../../../src/graph/attributes';
import { constant, integers, type OperatorCase, spread, values } from '../operatorCase';

const functions: readonly (readonly [string, number, number])[] = [
  ['Acos', -0.9, 0.9],
  ['Acosh', 1.2, 4],
  ['Asin', -0.9, 0.9],
  ['Asinh', -3, 3],
  ['Atan', -3, 3],
  ['Atanh', -0.9, 0.9],
  ['Cosh', -2, 2],
  ['Sinh', -2, 2],
  ['Tan', -1.3, 1.3],
];

const bits = ['BitwiseAnd', 'BitwiseOr', 'BitwiseXor'];

const random = 'it draws other numbers';

export const functionCases: readonly OperatorCase[] = [
  ...functions.map(([operator, low, high]) => ({
    operator,
    about: 'a matrix',
    inputs: [spread([3, 4], low, high)],
  })),
  ...bits.flatMap((operator) => [
    {
      operator,
      about: 'signed integers with broadcasting',
      inputs: [values([2, 3], [0, -1, 5, -6, 127, -128], 'int32'), values([3], [3, 12, -7], 'int32')],
    },
    {
      operator,
      about: 'more than 32 bits',
      inputs: [
        values([2], [2 ** 40 + 5, -(2 ** 35)], 'int64'),
        values([2], [2 ** 40 + 6, 2 ** 36 - 1], 'int64'),
      ],
    },
    {
      operator,
      about: 'bytes',
      inputs: [values([2], [200, 7], 'uint8'), values([2], [129, 250], 'uint8')],
    },
  ]),
  { operator: 'BitwiseNot', about: 'signed', inputs: [values([3], [0, -1, 77], 'int32')] },
  { operator: 'BitwiseNot', about: 'bytes', inputs: [values([3], [0, 255, 77], 'uint8')] },
  {
    operator: 'Mod',
    about: 'the sign of the dividend, differentiated',
    inputs: [spread([2, 3], -5, 5), spread([3], 1.3, 2.1)],
    attributes: { fmod: int(1) },
  },
  {
    operator: 'TopK',
    about: 'the largest of the last axis',
    inputs: [spread([2, 5]), integers(3)],
    outputCount: 2,
  },
  {
    operator: 'TopK',
    about: 'the smallest of a middle axis',
    inputs: [spread([2, 4, 3]), integers(2)],
    attributes: { axis: int(1), largest: int(0) },
    outputCount: 2,
  },
  {
    operator: 'TopK',
    about: 'equal elements in their order',
    inputs: [constant('float32', [6], [1, 3, 3, 0, 3, 1]), integers(5)],
    outputCount: 2,
  },
  {
    operator: 'Bernoulli',
    about: 'probabilities',
    inputs: [values([4], [0, 0.2, 0.9, 1])],
    notInRuntime: random,
  },
  {
    operator: 'RandomNormal',
    about: 'a shape',
    inputs: [],
    attributes: { shape: ints([2, 3]), mean: float(1), scale: float(0.5) },
    notInRuntime: random,
  },
  { operator: 'RandomNormalLike', about: 'its input', inputs: [spread([3, 2])], notInRuntime: random },
  {
    operator: 'RandomUniform',
    about: 'another type',
    inputs: [],
    attributes: { shape: ints([2, 3]), dtype: int(11) },
    notInRuntime: random,
  },
];
