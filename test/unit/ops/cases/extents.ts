import { int, ints } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import type { Shape } from '../../../../src/graph/shape';
import { type CaseInput, constant, integers, type OperatorCase, spread, values } from '../operatorCase';
import { reductions } from './algebra';

/** Numbers alone, axes of one element and axes of none: what formulas forget. */

const unary: readonly (readonly [string, number, number])[] = [
  ['Abs', -2, 2],
  ['Acos', -0.9, 0.9],
  ['Acosh', 1.2, 4],
  ['Asin', -0.9, 0.9],
  ['Asinh', -3, 3],
  ['Atan', -3, 3],
  ['Atanh', -0.9, 0.9],
  ['Celu', -2, 2],
  ['Clip', -2, 2],
  ['Cos', -2, 2],
  ['Cosh', -2, 2],
  ['Elu', -2, 2],
  ['Erf', -2, 2],
  ['Exp', -2, 2],
  ['Gelu', -2, 2],
  ['HardSigmoid', -2, 2],
  ['HardSwish', -2, 2],
  ['Identity', -2, 2],
  ['LeakyRelu', -2, 2],
  ['Log', 0.2, 3],
  ['Mish', -2, 2],
  ['Neg', -2, 2],
  ['Reciprocal', 0.3, 2],
  ['Relu', -2, 2],
  ['Selu', -2, 2],
  ['Shrink', 0.6, 2],
  ['Sigmoid', -2, 2],
  ['Sin', -2, 2],
  ['Sinh', -2, 2],
  ['Softplus', -2, 2],
  ['Softsign', -2, 2],
  ['Sqrt', 0.2, 3],
  ['Swish', -2, 2],
  ['Tan', -1.3, 1.3],
  ['Tanh', -2, 2],
  ['ThresholdedRelu', 1.1, 2],
];

const binary = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Mean', 'Sum'];

const pairs: readonly { about: string; a: Shape; b: Shape }[] = [
  { about: 'two numbers', a: [], b: [] },
  { about: 'a number and a matrix of one', a: [], b: [1, 1] },
  { about: 'nothing and a row', a: [0, 3], b: [3] },
  { about: 'an axis of one repeated no times', a: [2, 1], b: [2, 0] },
];

interface Form {
  readonly operator: string;
  readonly about: string;
  readonly inputs: readonly (CaseInput | undefined)[];
  readonly attributes?: Attributes;
  readonly outputCount?: number;
  readonly notInRuntime?: string;
}

const structure: readonly Form[] = [
  { operator: 'MatMul', about: 'an inner extent of one', inputs: [spread([3, 1]), spread([1, 2])] },
  { operator: 'MatMul', about: 'no rows', inputs: [spread([0, 3]), spread([3, 2])] },
  { operator: 'MatMul', about: 'an inner extent of none', inputs: [spread([2, 0]), spread([0, 3])] },
  { operator: 'Gemm', about: 'no rows', inputs: [spread([0, 3]), spread([3, 2]), spread([2])] },
  { operator: 'Gemm', about: 'a number as bias', inputs: [spread([2, 3]), spread([3, 2]), spread([])] },
  ...['Softmax', 'LogSoftmax'].flatMap((operator): Form[] => [
    { operator, about: 'one class', inputs: [spread([3, 1])] },
    { operator, about: 'no rows', inputs: [spread([0, 3])] },
  ]),
  {
    operator: 'Concat',
    about: 'an empty part',
    inputs: [spread([2, 0]), spread([2, 3])],
    attributes: { axis: int(1) },
  },
  {
    operator: 'Concat',
    about: 'one input',
    inputs: [spread([2, 3])],
    attributes: { axis: int(1) },
  },
  { operator: 'Slice', about: 'nothing', inputs: [spread([2, 3]), integers(2), integers(2), integers(1)] },
  {
    operator: 'Slice',
    about: 'one element',
    inputs: [spread([1, 1]), integers(0), integers(1), integers(1)],
  },
  {
    operator: 'Split',
    about: 'an empty part',
    inputs: [spread([2, 3]), integers(0, 3)],
    attributes: { axis: int(1) },
    outputCount: 2,
  },
  { operator: 'Transpose', about: 'an empty axis', inputs: [spread([2, 0, 3])] },
  { operator: 'Transpose', about: 'a number', inputs: [spread([])] },
  { operator: 'Reshape', about: 'a number', inputs: [spread([]), integers(1, 1)] },
  {
    operator: 'Reshape',
    about: 'nothing',
    inputs: [spread([0, 3]), integers(3, 0)],
    attributes: { allowzero: int(1) },
  },
  { operator: 'Flatten', about: 'a vector', inputs: [spread([3])] },
  { operator: 'Flatten', about: 'no images', inputs: [spread([0, 2, 3])] },
  { operator: 'Squeeze', about: 'to a number', inputs: [spread([1, 1])] },
  { operator: 'Unsqueeze', about: 'a number', inputs: [spread([]), integers(0, 1)] },
  { operator: 'Expand', about: 'a number', inputs: [spread([]), integers(2, 3)] },
  { operator: 'Expand', about: 'to nothing', inputs: [spread([2, 1]), integers(2, 0)] },
  { operator: 'Expand', about: 'to itself', inputs: [spread([2, 3]), integers(2, 3)] },
  { operator: 'Tile', about: 'once', inputs: [spread([2, 3]), integers(1, 1)] },
  { operator: 'Tile', about: 'no times', inputs: [spread([2, 3]), integers(2, 0)] },
  { operator: 'Pad', about: 'nothing', inputs: [spread([2, 3]), integers(0, 0, 0, 0)] },
  { operator: 'Pad', about: 'around nothing', inputs: [spread([0, 2]), integers(1, 0, 1, 1)] },
  { operator: 'Gather', about: 'no indices', inputs: [spread([3, 2]), values([0], [], 'int64')] },
  { operator: 'Gather', about: 'an axis of one', inputs: [spread([1, 2]), values([2], [0, -1], 'int64')] },
  {
    operator: 'GatherElements',
    about: 'no indices',
    inputs: [spread([3, 2]), values([0, 2], [], 'int64')],
  },
  { operator: 'GatherND', about: 'all axes', inputs: [spread([2, 3]), values([2], [1, 2], 'int64')] },
  {
    operator: 'ScatterElements',
    about: 'no updates',
    inputs: [spread([3, 2]), values([0, 2], [], 'int64'), spread([0, 2])],
  },
  {
    operator: 'ScatterND',
    about: 'single elements',
    inputs: [spread([2, 3]), values([2, 2], [0, 1, 1, 2], 'int64'), spread([2])],
  },
  {
    operator: 'Where',
    about: 'numbers',
    inputs: [values([], [1], 'bool'), spread([]), spread([])],
  },
  {
    operator: 'Where',
    about: 'nothing',
    inputs: [values([2, 0], [], 'bool'), spread([2, 1]), spread([])],
  },
  { operator: 'CumSum', about: 'one element', inputs: [spread([1]), constant('int64', [], [0])] },
  { operator: 'CumSum', about: 'a negative axis', inputs: [spread([2, 3]), constant('int64', [], [-1])] },
  { operator: 'TopK', about: 'one of one', inputs: [spread([2, 1]), integers(1)], outputCount: 2 },
  { operator: 'Trilu', about: 'no matrices', inputs: [spread([0, 2, 2])] },
  {
    operator: 'Trilu',
    about: 'a diagonal beyond the matrix',
    inputs: [spread([2, 2]), constant('int64', [], [5])],
  },
  { operator: 'PRelu', about: 'a number', inputs: [spread([]), spread([], 0.1, 0.3)] },
  {
    operator: 'PRelu',
    about: 'a slope for each element',
    inputs: [spread([2, 3]), spread([2, 3], 0.1, 0.5)],
  },
  {
    operator: 'Conv',
    about: 'one position',
    inputs: [spread([1, 1, 1, 1]), spread([1, 1, 1, 1])],
  },
  {
    operator: 'Conv',
    about: 'a kernel that sees padding alone but for one element',
    inputs: [spread([1, 1, 1, 1]), spread([2, 1, 3, 3], -1, 1), spread([2])],
    attributes: { pads: ints([1, 1, 1, 1]) },
  },
  {
    operator: 'MaxPool',
    about: 'one position',
    inputs: [spread([2, 1, 1, 1])],
    attributes: { kernel_shape: ints([1, 1]) },
  },
  {
    operator: 'AveragePool',
    about: 'one position',
    inputs: [spread([2, 1, 1, 1])],
    attributes: { kernel_shape: ints([1, 1]) },
  },
  { operator: 'GlobalAveragePool', about: 'one position', inputs: [spread([2, 3, 1, 1])] },
  {
    operator: 'LayerNormalization',
    about: 'no rows',
    inputs: [spread([0, 4]), spread([4], 0.5, 1.5), spread([4])],
  },
  {
    operator: 'Einsum',
    about: 'numbers',
    inputs: [spread([]), spread([])],
    attributes: { equation: { kind: 'string', value: ',->' } },
  },
];

export const extentCases: readonly OperatorCase[] = [
  ...unary.flatMap(([operator, low, high]) => [
    { operator, about: 'a number', inputs: [spread([], low, high)] },
    { operator, about: 'one element', inputs: [spread([1, 1], low, high)] },
    { operator, about: 'no elements', inputs: [spread([2, 0], low, high)] },
  ]),
  ...binary.flatMap((operator) =>
    pairs.map(({ about, a, b }) => ({
      operator,
      about,
      inputs: [spread(a, 0.3, 2), spread(b, 0.3, 2)],
    })),
  ),
  ...reductions.flatMap((operator): OperatorCase[] => [
    { operator, about: 'a number', inputs: [spread([], 0.3, 2)], attributes: { keepdims: int(0) } },
    { operator, about: 'an axis of one', inputs: [spread([2, 1, 3], 0.3, 2), integers(1)] },
    { operator, about: 'no groups', inputs: [spread([0, 3], 0.3, 2), integers(1)] },
  ]),
  ...['ReduceL1', 'ReduceL2', 'ReduceProd', 'ReduceSum', 'ReduceSumSquare'].map((operator) => ({
    operator,
    about: 'groups of nothing',
    inputs: [spread([2, 0], 0.3, 2), integers(1)],
  })),
  ...structure,
];
