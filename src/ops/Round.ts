import type { Operator } from './operator';
import { evaluateUnary, inferUnary } from './support/unary';

/** Nearest integer, halves to the even one. ONNX Round-11. */
export const Round: Operator = {
  name: 'Round',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, roundHalfToEven),
  gradient: 'piecewiseConstant',
};

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return isUp ? floor + 1 : floor;
}
