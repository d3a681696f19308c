import type { Operator } from './operator';
import { divide, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** √x; its derivative is 1 / 2y. ONNX Sqrt-13. */
export const Sqrt: Operator = {
  name: 'Sqrt',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.sqrt),
  gradient: unaryGradient(({ builder, y, dy }) => divide(builder, multiply(builder, dy, 0.5), y)),
};
