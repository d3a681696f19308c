import type { Operator } from './operator';
import { evaluateUnary, inferUnary } from './support/unary';

/** Smallest integer not below x. ONNX Ceil-13. */
export const Ceil: Operator = {
  name: 'Ceil',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.ceil),
  gradient: 'piecewiseConstant',
};
