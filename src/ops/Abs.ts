import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** |x|; the gradient at 0 is 0. ONNX Abs-13. */
export const Abs: Operator = {
  name: 'Abs',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.abs),
  gradient: unaryGradient(({ builder, x, dy }) => multiply(builder, dy, builder.add('Sign', [x]))),
};
