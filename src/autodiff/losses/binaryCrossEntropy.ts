import { add, multiply, subtractFrom } from '../../ops/support/emit';
import { elementwise } from './elementwise';
import type { Loss } from './loss';

/**
 * Mean over all elements of (1 − y)·x + (1 + (p − 1)·y)·log(1 + e^−x) for logits x and targets y in [0, 1], as
 * `torch.nn.functional.binary_cross_entropy_with_logits`; p is the weight of the positive class.
 */
export function binaryCrossEntropy(positiveWeight = 1): Loss {
  return elementwise('Binary cross entropy', { kind: 'probabilities' }, (builder, prediction, target) => {
    const surplus = builder.add('Softplus', [builder.add('Neg', [prediction])]);
    const weighted =
      positiveWeight === 1
        ? surplus
        : multiply(builder, add(builder, multiply(builder, target, positiveWeight - 1), 1), surplus);
    return add(builder, multiply(builder, subtractFrom(builder, 1, target), prediction), weighted);
  });
}
