import type { Operator } from './operator';
import { compare, divide, multiply, select } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';

/** √Σx² over some axes; the gradient of a norm of zero is 0. ONNX ReduceL2-18. */
export const ReduceL2: Operator = {
  name: 'ReduceL2',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, 0, (sum, x) => sum + x * x, Math.sqrt),
  gradient: reductionGradient(({ builder, x, y, dy }) => {
    const norm = select(builder, compare(builder, 'Equal', y, 0), 1, y);
    return multiply(builder, x, divide(builder, dy, norm));
  }),
};
