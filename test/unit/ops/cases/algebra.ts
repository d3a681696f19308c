import { float, int, ints } from '../../../../src/graph/attributes';
import { constant, integers, type OperatorCase, spread, values } from '../operatorCase';

const products = [
  { about: 'matrices', a: [3, 4], b: [4, 2] },
  { about: 'a batch times one matrix', a: [2, 3, 4], b: [4, 2] },
  { about: 'batches', a: [2, 3, 4], b: [2, 4, 2] },
  { about: 'one matrix times a batch', a: [3, 4], b: [2, 4, 2] },
  { about: 'broadcast batches', a: [2, 1, 3, 4], b: [3, 4, 2] },
  { about: 'a vector on the right', a: [2, 3, 4], b: [4] },
  { about: 'a vector on the left', a: [4], b: [2, 4, 3] },
  { about: 'two vectors', a: [4], b: [4] },
];

export const reductions = [
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSum',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceProd',
  'ReduceSum',
  'ReduceSumSquare',
];

const reductionForms: readonly { about: string; axes?: number[]; keep: number; none?: number }[] = [
  { about: 'one axis kept', axes: [1], keep: 1 },
  { about: 'one axis dropped', axes: [0], keep: 0 },
  { about: 'negative axes', axes: [-1, 0], keep: 1 },
  { about: 'two axes dropped', axes: [2, 1], keep: 0 },
  { about: 'all axes', keep: 0 },
  { about: 'all axes kept', keep: 1 },
  { about: 'no axes', keep: 1, none: 1 },
];

export const algebraCases: readonly OperatorCase[] = [
  ...products.map(({ about, a, b }) => ({ operator: 'MatMul', about, inputs: [spread(a), spread(b)] })),
  ...[0, 1].flatMap((transA) =>
    [0, 1].map((transB) => ({
      operator: 'Gemm',
      about: `transA ${transA}, transB ${transB}`,
      inputs: [spread(transA ? [4, 3] : [3, 4]), spread(transB ? [2, 4] : [4, 2]), spread([2])],
      attributes: { transA: int(transA), transB: int(transB), alpha: float(0.5), beta: float(1.5) },
    })),
  ),
  { operator: 'Gemm', about: 'without bias', inputs: [spread([2, 3]), spread([3, 2])] },
  { operator: 'Gemm', about: 'a column as bias', inputs: [spread([2, 3]), spread([3, 4]), spread([2, 1])] },
  ...reductions.flatMap((operator) =>
    reductionForms.map(({ about, axes, keep, none = 0 }) => ({
      operator,
      about,
      inputs: [spread([2, 3, 4], 0.3, 2), ...(axes === undefined ? [] : [integers(...axes)])],
      attributes: { keepdims: int(keep), noop_with_empty_axes: int(none) },
    })),
  ),
  {
    operator: 'ReduceProd',
    about: 'factors of zero',
    inputs: [values([3, 3], [0, 2, 3, 0, 0, 1.5, 1, 2, 0.5]), integers(1)],
  },
  { operator: 'ReduceL1', about: 'negative numbers', inputs: [spread([2, 3], -2.05, 2), integers(1)] },
  ...['ArgMax', 'ArgMin'].flatMap((operator) => [
    { operator, about: 'the first axis', inputs: [spread([3, 4])] },
    {
      operator,
      about: 'the last axis dropped',
      inputs: [spread([3, 4])],
      attributes: { axis: int(-1), keepdims: int(0) },
    },
    {
      operator,
      about: 'the last of equal ones',
      inputs: [values([4], [1, 2, 2, 1])],
      attributes: { select_last_index: int(1) },
    },
  ]),
  ...['Softmax', 'LogSoftmax'].flatMap((operator) =>
    [-1, 0, 1].map((axis) => ({
      operator,
      about: `axis ${axis}`,
      inputs: [spread([2, 3, 4], -3, 3)],
      attributes: { axis: int(axis) },
    })),
  ),
  {
    operator: 'OneHot',
    about: 'the last axis',
    inputs: [
      values([2, 2], [0, 2, 1, -1], 'int64'),
      constant('int64', [], [3]),
      constant('float32', [2], [0.1, 0.9]),
    ],
  },
  {
    operator: 'OneHot',
    about: 'another axis',
    inputs: [
      values([2, 2], [0, 2, 1, 7], 'int64'),
      constant('int64', [], [3]),
      constant('float32', [2], [0, 1]),
    ],
    attributes: { axis: int(1) },
  },
  {
    operator: 'Range',
    about: 'downwards',
    inputs: [constant('int64', [], [7]), constant('int64', [], [0]), constant('int64', [], [-2])],
  },
  {
    operator: 'Range',
    about: 'floats',
    inputs: [constant('float32', [], [0]), constant('float32', [], [1]), constant('float32', [], [0.3])],
  },
  { operator: 'Transpose', about: 'reversed', inputs: [spread([2, 3, 4])] },
  {
    operator: 'Transpose',
    about: 'a cycle',
    inputs: [spread([2, 3, 4])],
    attributes: { perm: ints([2, 0, 1]) },
  },
  {
    operator: 'Transpose',
    about: 'an axis of one',
    inputs: [spread([2, 1, 4])],
    attributes: { perm: ints([1, 0, 2]) },
  },
];
