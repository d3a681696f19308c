import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { axisAttribute, splitAt } from './support/axes';
import { inputTensor } from './support/inputs';
import { inferAlongAxis } from './support/softmax';

/** 1 at the first largest element along an axis, else 0. ONNX Hardmax-13. */
export const Hardmax: Operator = {
  name: 'Hardmax',
  infer: inferAlongAxis,
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisAttribute({ operator: 'Hardmax', attributes: context.attributes }, shape, -1);
    const { outer, extent, inner } = splitAt(shape, axis);
    const result = new Float64Array(elementCount(shape));
    for (let line = 0; line < outer * inner && extent > 0; line++) {
      const start = Math.floor(line / inner) * extent * inner + (line % inner);
      let best = start;
      for (let place = 1; place < extent; place++) {
        const index = start + place * inner;
        best = data[index] > data[best] ? index : best;
      }
      result[best] = 1;
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: 'piecewiseConstant',
};
