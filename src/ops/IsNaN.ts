import type { Operator } from './operator';
import { evaluateUnary, inferPredicate } from './support/unary';

/** True where an element is not a number. ONNX IsNaN-20. */
export const IsNaN: Operator = {
  name: 'IsNaN',
  infer: inferPredicate,
  evaluate: (context) => evaluateUnary(context, (x) => (Number.isNaN(x) ? 1 : 0)),
  gradient: 'piecewiseConstant',
};
