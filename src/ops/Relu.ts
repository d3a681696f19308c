import type { Operator } from './operator';
import { cast, compare, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/**
 * max(0, x); the gradient at 0 is 0. The mask is written with the output, so that x need not be kept, and as a cast
 * comparison: onnxruntime's Sign takes twice as long. ONNX Relu-14.
 */
export const Relu: Operator = {
  name: 'Relu',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => Math.max(0, x)),
  gradient: unaryGradient(({ builder, y, dy }) =>
    multiply(builder, dy, cast(builder, compare(builder, 'Greater', y, 0), builder.value(y).type)),
  ),
};
