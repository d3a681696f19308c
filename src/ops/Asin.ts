import type { Operator } from './operator';
import { divide, multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Inverse sine. ONNX Asin-7. */
export const Asin: Operator = {
  name: 'Asin',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.asin),
  gradient: unaryGradient(({ builder, x, dy }) =>
    divide(builder, dy, builder.add('Sqrt', [subtractFrom(builder, 1, multiply(builder, x, x))])),
  ),
};
