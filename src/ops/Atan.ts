import type { Operator } from './operator';
import { add, divide, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Inverse tangent. ONNX Atan-7. */
export const Atan: Operator = {
  name: 'Atan',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.atan),
  gradient: unaryGradient(({ builder, x, dy }) =>
    divide(builder, dy, add(builder, multiply(builder, x, x), 1)),
  ),
};
