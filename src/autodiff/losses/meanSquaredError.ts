import { int } from '../../graph/attributes';
import { isFloatingPoint } from '../../graph/dataType';
import { formatShape } from '../../graph/shape';
import { type Loss, LossError } from './loss';

/** Mean over all elements of (prediction − target)², as `torch.nn.functional.mse_loss`. The target has the prediction's shape. */
export const meanSquaredError: Loss = {
  targetType: ({ type, shape }) => {
    if (!isFloatingPoint(type)) {
      throw new LossError(
        `Mean squared error needs a floating-point output, but the model gives ${type} ${formatShape(shape)}; ` +
          'return a floating-point tensor from the model.',
      );
    }
    return { type, shape };
  },
  add: (builder, prediction, target) => {
    const difference = builder.add('Sub', [prediction, target]);
    const square = builder.add('Mul', [difference, difference]);
    return builder.add('ReduceMean', [square], { keepdims: int(0) });
  },
};
