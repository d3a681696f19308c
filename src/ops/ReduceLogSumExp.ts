import type { Operator } from './operator';
import { multiply, subtract } from './support/emit';
import { inputTensor } from './support/inputs';
import {
  evaluateReduction,
  inferReduction,
  partitionOffsets,
  reducedAxes,
  reductionGradient,
} from './support/reduction';

/** log Σeˣ over some axes. ONNX ReduceLogSumExp-18. */
export const ReduceLogSumExp: Operator = {
  name: 'ReduceLogSumExp',
  infer: inferReduction,
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const { outer, inner } = partitionOffsets(shape, reducedAxes(context, context.inputs[1], shape));
    // Each group is shifted by its largest element, so that the largest exponential is 1.
    const [largest] = evaluateReduction(context, -Infinity, Math.max);
    const result = largest.data.map((shift, group) => {
      if (!Number.isFinite(shift)) {
        return shift;
      }
      const sum = inner.reduce((total, offset) => total + Math.exp(data[outer[group] + offset] - shift), 0);
      return shift + Math.log(sum);
    });
    return [{ ...largest, data: result }];
  },
  gradient: reductionGradient(({ builder, x, y, dy }) =>
    multiply(builder, builder.add('Exp', [subtract(builder, x, y)]), dy),
  ),
};
