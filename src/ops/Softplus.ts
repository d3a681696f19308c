import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** log(1 + eˣ); its derivative is the sigmoid. ONNX Softplus-1. */
export const Softplus: Operator = {
  name: 'Softplus',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  gradient: unaryGradient(({ builder, x, dy }) => multiply(builder, dy, builder.add('Sigmoid', [x]))),
};
