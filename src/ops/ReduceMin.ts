import type { Operator } from './operator';
import { reduceExtremumGradient } from './support/reduceExtremum';
import { evaluateReduction, inferReduction } from './support/reduction';

/** Minimum over some axes. ONNX ReduceMin-20. */
export const ReduceMin: Operator = {
  name: 'ReduceMin',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, Infinity, Math.min),
  gradient: reduceExtremumGradient,
};
