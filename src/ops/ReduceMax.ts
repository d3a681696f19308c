import type { Operator } from './operator';
import { reduceExtremumGradient } from './support/reduceExtremum';
import { evaluateReduction, inferReduction } from './support/reduction';

/** Maximum over some axes. ONNX ReduceMax-20. */
export const ReduceMax: Operator = {
  name: 'ReduceMax',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, -Infinity, Math.max),
  gradient: reduceExtremumGradient,
};
