import type { Operator } from './operator';
import { divide, multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Inverse cosine. ONNX Acos-7. */
export const Acos: Operator = {
  name: 'Acos',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.acos),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const slope = builder.add('Sqrt', [subtractFrom(builder, 1, multiply(builder, x, x))]);
    return builder.add('Neg', [divide(builder, dy, slope)]);
  }),
};
