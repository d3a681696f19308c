import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Hyperbolic cosine. ONNX Cosh-9. */
export const Cosh: Operator = {
  name: 'Cosh',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.cosh),
  gradient: unaryGradient(({ builder, x, dy }) => multiply(builder, dy, builder.add('Sinh', [x]))),
};
