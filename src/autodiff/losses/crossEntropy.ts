import { int } from '../../graph/attributes';
import { isFloatingPoint } from '../../graph/dataType';
import { elementCount, formatShape } from '../../graph/shape';
import { type Loss, LossError } from './loss';

/**
 * Cross entropy of logits N×C or N×C×d1×…×dk against class indices N or N×d1×…×dk, averaged over all indices:
 * −(1/M) Σ log softmax(x)[class], as `torch.nn.functional.cross_entropy` without weights, smoothing and ignored index.
 * Every index must lie in 0 … C − 1.
 */
export const crossEntropy: Loss = {
  targetType: ({ type, shape }) => {
    if (shape.length < 2 || !isFloatingPoint(type)) {
      throw new LossError(
        `Cross entropy needs floating-point logits of shape N×C or N×C×…, but the model gives ${type} ${formatShape(shape)}; ` +
          'choose mean squared error or change the output.',
      );
    }
    return { type: 'int64', shape: [shape[0], ...shape.slice(2)] };
  },
  add: (builder, prediction, target) => {
    const { type } = builder.value(prediction);
    const indices = elementCount(builder.value(target).shape);
    const logProbability = builder.add('LogSoftmax', [prediction], { axis: int(1) });
    // Chosen, not weighted by 0 and 1: a logit of −∞, which masks its class, has a log probability that 0 makes NaN.
    const column = builder.add('Unsqueeze', [target, builder.int64s([1])]);
    const chosen = builder.add('GatherElements', [logProbability, column], { axis: int(1) });
    const sum = builder.add('ReduceSum', [chosen], { keepdims: int(0) });
    return builder.add('Mul', [sum, builder.scalar(type, -1 / indices)]);
  },
};
