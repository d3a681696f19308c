import type { Operator } from './operator';
import { divide, multiply, subtract } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Inverse hyperbolic cosine. ONNX Acosh-9. */
export const Acosh: Operator = {
  name: 'Acosh',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.acosh),
  gradient: unaryGradient(({ builder, x, dy }) =>
    divide(builder, dy, builder.add('Sqrt', [subtract(builder, multiply(builder, x, x), 1)])),
  ),
};
