import { int } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import { isFloatingPoint } from '../../graph/dataType';
import { formatShape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { type Loss, LossError, type TargetContent } from './loss';

/**
 * The mean over all elements of a function of prediction and target, which have one shape.
 * @param wanted how a sentence begins that says what the loss needs: `Mean squared error`.
 */
export function elementwise(
  wanted: string,
  content: TargetContent,
  ofElement: (builder: GraphBuilder, prediction: ValueName, target: ValueName) => ValueName,
): Loss {
  return {
    targetType: ({ type, shape }) => {
      if (!isFloatingPoint(type)) {
        throw new LossError(
          `${wanted} needs a floating-point output, but the model gives ${type} ${formatShape(shape)}; ` +
            'return a floating-point tensor from the model.',
        );
      }
      return { type, shape, content };
    },
    add: (builder, prediction, target) =>
      builder.add('ReduceMean', [ofElement(builder, prediction, target)], { keepdims: int(0) }),
  };
}
