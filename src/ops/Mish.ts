import type { Operator } from './operator';
import { add, multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x·tanh(log(1 + eˣ)) (Misra 2019). ONNX Mish-18. */
export const Mish: Operator = {
  name: 'Mish',
  infer: inferUnary,
  evaluate: (context) =>
    evaluateUnary(context, (x) => x * Math.tanh(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const t = builder.add('Tanh', [builder.add('Softplus', [x])]);
    const tail = multiply(
      builder,
      multiply(builder, x, builder.add('Sigmoid', [x])),
      subtractFrom(builder, 1, multiply(builder, t, t)),
    );
    return multiply(builder, dy, add(builder, t, tail));
  }),
};
