import type { Operator } from './operator';
import { expand } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';

/** Sum over some axes. ONNX ReduceSum-13. */
export const ReduceSum: Operator = {
  name: 'ReduceSum',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, 0, (sum, x) => sum + x),
  gradient: reductionGradient(({ builder, dy, shape }) => expand(builder, dy, shape)),
};
