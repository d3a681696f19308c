import type { Operator } from './operator';
import { evaluateUnary, inferUnary } from './support/unary';

/** Largest integer not above x. ONNX Floor-13. */
export const Floor: Operator = {
  name: 'Floor',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.floor),
  gradient: 'piecewiseConstant',
};
