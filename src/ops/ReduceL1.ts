import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';

/** Σ|x| over some axes. ONNX ReduceL1-18. */
export const ReduceL1: Operator = {
  name: 'ReduceL1',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, 0, (sum, x) => sum + Math.abs(x)),
  gradient: reductionGradient(({ builder, x, dy }) => multiply(builder, builder.add('Sign', [x]), dy)),
};
