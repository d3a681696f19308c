import { int } from '../../graph/attributes';
import { compare, divide, multiply, select, subtract } from '../../ops/support/emit';
import { elementwise } from './elementwise';
import type { Loss } from './loss';

const base = elementwise('The Kullback–Leibler divergence', { kind: 'distributions' }, (_, x) => x);

/**
 * Σ y (log y − x) / N of log probabilities x and probabilities y, whose first extent is N: the Kullback–Leibler
 * divergence as `torch.nn.functional.kl_div(x, y, reduction='batchmean')`. A probability of 0 adds nothing.
 */
export const klDivergence: Loss = {
  targetType: (prediction) => base.targetType(prediction),
  add: (builder, prediction, target) => {
    const { shape } = builder.value(prediction);
    const isPositive = compare(builder, 'Greater', target, 0);
    const logarithm = builder.add('Log', [select(builder, isPositive, target, 1)]);
    const elements = multiply(builder, target, subtract(builder, logarithm, prediction));
    const sum = builder.add('ReduceSum', [elements], { keepdims: int(0) });
    return divide(builder, sum, shape.at(0) ?? 1);
  },
};
