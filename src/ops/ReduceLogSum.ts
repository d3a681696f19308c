import type { Operator } from './operator';
import { divide } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';
import { expand } from './support/emit';

/** log Σx over some axes; dX = dY/Σx. ONNX ReduceLogSum-18. */
export const ReduceLogSum: Operator = {
  name: 'ReduceLogSum',
  infer: inferReduction,
  evaluate: (context) =>
    evaluateReduction(
      context,
      0,
      (sum, x) => sum + x,
      (sum) => Math.log(sum),
    ),
  gradient: reductionGradient(({ builder, y, dy, shape }) =>
    expand(builder, divide(builder, dy, builder.add('Exp', [y])), shape),
  ),
};
