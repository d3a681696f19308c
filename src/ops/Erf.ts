import type { Operator } from './operator';
import { multiply } from './support/emit';
import { errorFunction } from './support/errorFunction';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Error function; its derivative is 2/√π·e^(−x²). ONNX Erf-13. */
export const Erf: Operator = {
  name: 'Erf',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, errorFunction),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const bell = builder.add('Exp', [builder.add('Neg', [multiply(builder, x, x)])]);
    return multiply(builder, dy, multiply(builder, bell, 2 / Math.sqrt(Math.PI)));
  }),
};
