import { int } from '../../graph/attributes';
import { isFloatingPoint } from '../../graph/dataType';
import { elementCount, formatShape } from '../../graph/shape';
import { tensor } from '../../graph/tensor';
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
    const { type, shape } = builder.value(prediction);
    const indices = elementCount(builder.value(target).shape);
    const logProbability = builder.add('LogSoftmax', [prediction], { axis: int(1) });
    const chosen = builder.add(
      'OneHot',
      [target, builder.int64s([shape[1]]), builder.constant(tensor(type, [2], [0, -1 / indices]))],
      { axis: int(1) },
    );
    const weighted = builder.add('Mul', [logProbability, chosen]);
    return builder.add('ReduceSum', [weighted], { keepdims: int(0) });
  },
};
