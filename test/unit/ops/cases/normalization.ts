import { float, int, ints } from '../../../../src/graph/attributes';
import { type OperatorCase, spread } from '../operatorCase';

const imageShapes = [
  { about: 'images', shape: [2, 4, 3, 2] },
  { about: 'sequences', shape: [3, 4, 5] },
  { about: 'volumes', shape: [1, 4, 2, 3, 2] },
  { about: 'one position', shape: [2, 4, 1, 1] },
];

const withScaleAndBias = (shape: readonly number[]) => [
  spread(shape),
  spread([shape[1]], 0.5, 1.5),
  spread([shape[1]]),
];

export const normalizationCases: readonly OperatorCase[] = [
  ...imageShapes.flatMap(({ about, shape }): OperatorCase[] =>
    [1, 2, 4].map((groups) => ({
      operator: 'GroupNormalization',
      about: `${about}, groups: ${groups}`,
      inputs: withScaleAndBias(shape),
      attributes: { num_groups: int(groups), epsilon: float(1e-2) },
    })),
  ),
  ...imageShapes.map(({ about, shape }) => ({
    operator: 'InstanceNormalization',
    about,
    inputs: withScaleAndBias(shape),
    attributes: { epsilon: float(1e-2) },
  })),
  {
    operator: 'InstanceNormalization',
    about: 'the default epsilon',
    inputs: withScaleAndBias([2, 3, 4]),
  },
  {
    operator: 'RMSNormalization',
    about: 'the last axis',
    inputs: [spread([2, 3, 5]), spread([5], 0.5, 1.5)],
  },
  {
    operator: 'RMSNormalization',
    about: 'two axes, counted from the front',
    inputs: [spread([2, 3, 4]), spread([3, 4], 0.5, 1.5)],
    attributes: { axis: int(1), epsilon: float(1e-2) },
  },
  {
    operator: 'RMSNormalization',
    about: 'a scale that is broadcast',
    inputs: [spread([2, 3, 4]), spread([4], 0.5, 1.5)],
    attributes: { axis: int(-2) },
    notInRuntime: 'it wants a scale of the shape of the normalised axes',
  },
  {
    operator: 'RMSNormalization',
    about: 'one element',
    inputs: [spread([3, 1], 0.5, 2), spread([1])],
    attributes: { epsilon: float(0.1) },
  },
  { operator: 'MeanVarianceNormalization', about: 'the default axes', inputs: [spread([2, 3, 2, 2])] },
  {
    operator: 'MeanVarianceNormalization',
    about: 'named axes',
    inputs: [spread([2, 3, 4])],
    attributes: { axes: ints([0, 2]) },
  },
  ...[1, 2].flatMap((order) =>
    [-1, 0, 1].map((axis) => ({
      operator: 'LpNormalization',
      about: `order ${order}, axis ${axis}`,
      inputs: [spread([3, 4, 2], -2.03, 2)],
      attributes: { p: int(order), axis: int(axis) },
    })),
  ),
  {
    operator: 'BatchNormalization',
    about: 'volumes, training',
    inputs: [
      spread([2, 2, 2, 2, 3]),
      spread([2], 0.5, 1.5),
      spread([2]),
      { ...spread([2], -0.5, 0.5), isConstant: true },
      { ...spread([2], 0.5, 2), isConstant: true },
    ],
    attributes: { training_mode: int(1), momentum: float(0.9) },
    outputCount: 3,
  },
  {
    operator: 'LayerNormalization',
    about: 'all axes',
    inputs: [spread([2, 3, 2]), spread([2, 3, 2], 0.5, 1.5), spread([2, 3, 2])],
    attributes: { axis: int(0) },
  },
  {
    operator: 'LayerNormalization',
    about: 'a scale and a bias that are broadcast',
    inputs: [spread([2, 3, 4]), spread([4], 0.5, 1.5), spread([4])],
    attributes: { axis: int(-2) },
    notInRuntime: 'it wants parameters of the shape of the normalised axes',
  },
  {
    operator: 'LayerNormalization',
    about: 'one element',
    inputs: [spread([3, 1]), spread([1]), spread([1])],
    attributes: { epsilon: float(0.1) },
  },
  {
    operator: 'LRN',
    about: 'more neighbours than channels, one spatial axis, defaults',
    inputs: [spread([2, 2, 3], -20, 20)],
    attributes: { size: int(5) },
    notInRuntime: 'it wants two spatial axes',
  },
];
