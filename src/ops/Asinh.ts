import type { Operator } from './operator';
import { add, divide, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Inverse hyperbolic sine. ONNX Asinh-9. */
export const Asinh: Operator = {
  name: 'Asinh',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.asinh),
  gradient: unaryGradient(({ builder, x, dy }) =>
    divide(builder, dy, builder.add('Sqrt', [add(builder, multiply(builder, x, x), 1)])),
  ),
};
