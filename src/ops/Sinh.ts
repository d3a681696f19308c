import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Hyperbolic sine. ONNX Sinh-9. */
export const Sinh: Operator = {
  name: 'Sinh',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.sinh),
  gradient: unaryGradient(({ builder, x, dy }) => multiply(builder, dy, builder.add('Cosh', [x]))),
};
