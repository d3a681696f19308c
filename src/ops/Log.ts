import type { Operator } from './operator';
import { divide } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** Natural logarithm. ONNX Log-13. */
export const Log: Operator = {
  name: 'Log',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.log),
  gradient: unaryGradient(({ builder, x, dy }) => divide(builder, dy, x)),
};
