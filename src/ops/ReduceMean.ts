import type { Operator } from './operator';
import { expand, multiply } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';

/** Mean over some axes. ONNX ReduceMean-18. */
export const ReduceMean: Operator = {
  name: 'ReduceMean',
  infer: inferReduction,
  evaluate: (context) =>
    evaluateReduction(
      context,
      0,
      (sum, x) => sum + x,
      (sum, count) => sum / count,
    ),
  gradient: reductionGradient(({ builder, dy, shape, count }) =>
    expand(builder, multiply(builder, dy, 1 / count), shape),
  ),
};
