import type { Operator } from './operator';
import { cast, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/**
 * max(0, x); the gradient at 0 is 0. The mask is written with the output, so that x need not be kept, and as casts: what is
 * above 0 is what is not 0, and onnxruntime compares in three times, and takes signs in eight times, the time of a cast to
 * truth values. ONNX Relu-14.
 */
export const Relu: Operator = {
  name: 'Relu',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => Math.max(0, x)),
  gradient: unaryGradient(({ builder, y, dy }) =>
    multiply(builder, dy, cast(builder, cast(builder, y, 'bool'), builder.value(y).type)),
  ),
};
