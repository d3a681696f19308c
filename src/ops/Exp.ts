import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** eˣ. ONNX Exp-13. */
export const Exp: Operator = {
  name: 'Exp',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.exp),
  gradient: unaryGradient(({ builder, y, dy }) => multiply(builder, dy, y)),
};
