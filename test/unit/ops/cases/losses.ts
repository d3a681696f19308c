import { int, string } from '../../../../src/graph/attributes';
import { type OperatorCase, spread, values } from '../operatorCase';

const targets = [
  { about: 'vectors', shape: [4, 3], classes: values([4], [2, 0, 1, 2], 'int64') },
  { about: 'images', shape: [2, 3, 2, 2], classes: values([2, 2, 2], [2, 0, 1, 2, 0, 0, 1, 1], 'int64') },
  { about: 'sequences of int32 classes', shape: [2, 3, 2], classes: values([2, 2], [2, 0, 1, 2], 'int32') },
];

export const lossCases: readonly OperatorCase[] = [
  'NegativeLogLikelihoodLoss',
  'SoftmaxCrossEntropyLoss',
].flatMap((operator) =>
  targets.flatMap(({ about, shape, classes }) =>
    ['mean', 'sum', 'none'].flatMap((reduction): OperatorCase[] => [
      {
        operator,
        about: `${about}, ${reduction}`,
        inputs: [spread(shape), classes],
        attributes: { reduction: string(reduction) },
      },
      {
        operator,
        about: `${about}, ${reduction}, weights, one class ignored`,
        inputs: [spread(shape), classes, { ...spread([3], 0.5, 2), isConstant: true }],
        attributes: { reduction: string(reduction), ignore_index: int(2) },
        ...(operator === 'SoftmaxCrossEntropyLoss' && { outputCount: 2 }),
      },
    ]),
  ),
);
