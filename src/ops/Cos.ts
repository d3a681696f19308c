import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Cosine. ONNX Cos-7. */
export const Cos: Operator = {
  name: 'Cos',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.cos),
  gradient: unaryGradient(({ builder, x, dy }) =>
    builder.add('Neg', [multiply(builder, dy, builder.add('Sin', [x]))]),
  ),
};
