import type { Operator } from './operator';
import { multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Hyperbolic tangent; its derivative is 1 − y². ONNX Tanh-13. */
export const Tanh: Operator = {
  name: 'Tanh',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.tanh),
  gradient: unaryGradient(({ builder, y, dy }) =>
    multiply(builder, dy, subtractFrom(builder, 1, multiply(builder, y, y))),
  ),
};
