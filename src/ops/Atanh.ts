import type { Operator } from './operator';
import { divide, multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Inverse hyperbolic tangent. ONNX Atanh-9. */
export const Atanh: Operator = {
  name: 'Atanh',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.atanh),
  gradient: unaryGradient(({ builder, x, dy }) =>
    divide(builder, dy, subtractFrom(builder, 1, multiply(builder, x, x))),
  ),
};
