import type { Operator } from './operator';
import { add, divide, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x / (1 + |x|). ONNX Softsign-1. */
export const Softsign: Operator = {
  name: 'Softsign',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => x / (1 + Math.abs(x))),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const scale = add(builder, builder.add('Abs', [x]), 1);
    return divide(builder, dy, multiply(builder, scale, scale));
  }),
};
