import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';

/** Σx² over some axes. ONNX ReduceSumSquare-18. */
export const ReduceSumSquare: Operator = {
  name: 'ReduceSumSquare',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, 0, (sum, x) => sum + x * x),
  gradient: reductionGradient(({ builder, x, dy }) => multiply(builder, x, multiply(builder, dy, 2))),
};
