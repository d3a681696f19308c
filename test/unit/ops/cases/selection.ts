import { float, int, ints, string } from '../../../../src/graph/attributes';
import { constant, integers, type OperatorCase, spread, values } from '../operatorCase';

const repeated = constant('float32', [6], [2, 1, 1, 3, 4, 3]);
const rows = constant('float32', [3, 2], [1, 0, 1, 0, 0.5, 3]);

export const selectionCases: readonly OperatorCase[] = [
  {
    operator: 'Compress',
    about: 'rows',
    inputs: [spread([3, 2]), constant('bool', [3], [0, 1, 1])],
    attributes: { axis: int(0) },
  },
  {
    operator: 'Compress',
    about: 'the last axis, a short condition',
    inputs: [spread([2, 4]), constant('bool', [3], [1, 0, 1])],
    attributes: { axis: int(-1) },
  },
  {
    operator: 'Compress',
    about: 'flattened',
    inputs: [spread([2, 3]), constant('bool', [6], [0, 1, 0, 0, 1, 1])],
  },
  { operator: 'NonZero', about: 'a matrix', inputs: [constant('float32', [2, 3], [1, 0, 2, 0, 0, -3])] },
  { operator: 'Unique', about: 'sorted', inputs: [repeated], outputCount: 4 },
  {
    operator: 'Unique',
    about: 'in their order',
    inputs: [repeated],
    attributes: { sorted: int(0) },
    outputCount: 4,
  },
  { operator: 'Unique', about: 'rows', inputs: [rows], attributes: { axis: int(0) }, outputCount: 4 },
  ...[0, 1].flatMap((upper): OperatorCase[] => [
    {
      operator: 'Trilu',
      about: `a matrix, upper ${upper}`,
      inputs: [spread([3, 4])],
      attributes: { upper: int(upper) },
    },
    {
      operator: 'Trilu',
      about: `a batch, another diagonal, upper ${upper}`,
      inputs: [spread([2, 3, 3]), constant('int64', [], [upper === 1 ? 1 : -1])],
      attributes: { upper: int(upper) },
    },
  ]),
  {
    operator: 'ReverseSequence',
    about: 'time first',
    inputs: [spread([4, 3, 2]), values([3], [1, 4, 3], 'int64')],
  },
  {
    operator: 'ReverseSequence',
    about: 'batch first',
    inputs: [spread([3, 4]), values([3], [4, 1, 2], 'int64')],
    attributes: { batch_axis: int(0), time_axis: int(1) },
  },
  { operator: 'Det', about: 'one matrix', inputs: [spread([3, 3])] },
  { operator: 'Det', about: 'a batch of 2×2', inputs: [spread([2, 2, 2, 2])] },
  { operator: 'Det', about: 'numbers', inputs: [spread([3, 1, 1])] },
  {
    operator: 'Det',
    about: 'a singular matrix',
    inputs: [values([3, 3], [1, 2, 3, 2, 4, 6, -1, 0.5, 2])],
  },
  { operator: 'CastLike', about: 'to integers', inputs: [spread([2, 3]), values([1], [0], 'int64')] },
  {
    operator: 'CastLike',
    about: 'to double precision',
    inputs: [spread([2, 3]), values([1], [0], 'float64')],
  },
  { operator: 'Shape', about: 'all axes', inputs: [spread([2, 3, 4])] },
  {
    operator: 'Shape',
    about: 'some axes',
    inputs: [spread([2, 3, 4])],
    attributes: { start: int(-2), end: int(9) },
  },
  { operator: 'Size', about: 'a tensor', inputs: [spread([2, 3, 4])] },
  { operator: 'EyeLike', about: 'the main diagonal', inputs: [spread([3, 4])] },
  {
    operator: 'EyeLike',
    about: 'another diagonal and type',
    inputs: [spread([3, 4])],
    attributes: { k: int(-1), dtype: int(7) },
  },
  {
    operator: 'MaxUnpool',
    about: 'tiles',
    inputs: [spread([1, 2, 2, 2]), values([1, 2, 2, 2], [1, 2, 12, 11, 16, 19, 25, 31], 'int64')],
    attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]) },
  },
  {
    operator: 'MaxUnpool',
    about: 'a larger output',
    inputs: [spread([1, 1, 2, 2]), values([1, 1, 2, 2], [5, 7, 13, 15], 'int64'), integers(1, 1, 5, 5)],
    attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]) },
    notInRuntime: 'it counts the places in the larger shape',
  },
  {
    operator: 'MaxUnpool',
    about: 'one axis, padded',
    inputs: [spread([1, 2, 3]), values([1, 2, 3], [0, 2, 3, 5, 7, 9], 'int64')],
    attributes: { kernel_shape: ints([2]), strides: ints([2]), pads: ints([1, 0]) },
  },
  ...['LEFT', 'RIGHT'].map((direction) => ({
    operator: 'BitShift',
    about: direction,
    inputs: [values([3], [16, 200, 1], 'uint8'), values([3], [1, 2, 3], 'uint8')],
    attributes: { direction: string(direction) },
  })),
  {
    operator: 'Multinomial',
    about: 'several samples',
    inputs: [spread([2, 3])],
    attributes: { sample_size: int(4) },
    notInRuntime: 'it is random',
  },
  ...[-1, 0].map((axis) => ({
    operator: 'Hardmax',
    about: `axis ${axis}`,
    inputs: [spread([3, 4])],
    attributes: { axis: int(axis) },
  })),
  { operator: 'ThresholdedRelu', about: 'the default', inputs: [spread([3, 4], -2.03, 2, [1])] },
  {
    operator: 'ThresholdedRelu',
    about: 'a given threshold',
    inputs: [spread([3, 4], -2.03, 2, [0.4])],
    attributes: { alpha: float(0.4) },
  },
  { operator: 'Shrink', about: 'hard', inputs: [spread([3, 4], -2.03, 2, [-0.5, 0.5])] },
  {
    operator: 'Shrink',
    about: "PyTorch's softshrink",
    inputs: [spread([3, 4], -2.03, 2, [-0.8, 0.8])],
    attributes: { lambd: float(0.8), bias: float(0.8) },
  },
  { operator: 'Swish', about: 'the default', inputs: [spread([3, 4], -3, 3)] },
  { operator: 'Swish', about: 'a slope', inputs: [spread([3, 4], -3, 3)], attributes: { alpha: float(1.7) } },
];
