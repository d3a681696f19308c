import type { Operator } from './operator';
import { add, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Tangent. ONNX Tan-7. */
export const Tan: Operator = {
  name: 'Tan',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.tan),
  gradient: unaryGradient(({ builder, y, dy }) =>
    multiply(builder, dy, add(builder, multiply(builder, y, y), 1)),
  ),
};
