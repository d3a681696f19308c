import type { Operator } from './operator';
import { evaluateUnary, inferUnary } from './support/unary';

/** −1, 0 or 1. ONNX Sign-13. */
export const Sign: Operator = {
  name: 'Sign',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, Math.sign),
  gradient: 'piecewiseConstant',
};
