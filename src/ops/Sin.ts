import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Sine. ONNX Sin-7. */
export const Sin: Operator = {
  name: 'Sin',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.sin),
  gradient: unaryGradient(({ builder, x, dy }) => multiply(builder, dy, builder.add('Cos', [x]))),
};
