import type { Tensor } from '../graph/tensor';
import type { Operator } from './operator';
import { multiply, subtract } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';

/** log Σeˣ over some axes. ONNX ReduceLogSumExp-18. */
export const ReduceLogSumExp: Operator = {
  name: 'ReduceLogSumExp',
  infer: inferReduction,
  evaluate(context) {
    const x = context.inputs[0]!;
    // One shift for the whole tensor keeps the largest exponential finite.
    const shift = x.data.reduce((largest, value) => Math.max(largest, value), -Infinity);
    const shifted: Tensor = { ...x, data: x.data.map((value) => value - shift) };
    return evaluateReduction(
      { ...context, inputs: [shifted, context.inputs[1]] },
      0,
      (sum, value) => sum + Math.exp(value),
      (sum) => Math.log(sum) + shift,
    );
  },
  gradient: reductionGradient(({ builder, x, y, dy }) =>
    multiply(builder, builder.add('Exp', [subtract(builder, x, y)]), dy),
  ),
};
