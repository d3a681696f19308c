import type { Operator } from './operator';
import { roundHalfToEven } from './support/rounding';
import { evaluateUnary, inferUnary } from './support/unary';

/** Nearest integer, halves to the even one. ONNX Round-11. */
export const Round: Operator = {
  name: 'Round',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, roundHalfToEven),
  gradient: 'piecewiseConstant',
};
