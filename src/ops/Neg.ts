import type { Operator } from './operator';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** −x. ONNX Neg-13. */
export const Neg: Operator = {
  name: 'Neg',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => -x),
  gradient: unaryGradient(({ builder, dy }) => builder.add('Neg', [dy])),
};
