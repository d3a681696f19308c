import type { Operator } from './operator';
import { constantInput, inputTensor } from './support/inputs';

/** Indices [rank, count] of the elements that are not zero; its input must be a constant, as that decides the shape. ONNX NonZero-13. */
export const NonZero: Operator = {
  name: 'NonZero',
  infer(context) {
    const { shape, data } = constantInput(context, 0);
    return [{ type: 'int64', shape: [shape.length, data.filter((x) => x !== 0).length] }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const places = [...data.keys()].filter((place) => data[place] !== 0);
    const [output] = context.outputTypes;
    const result = new Float64Array(shape.length * places.length);
    places.forEach((place, index) => {
      let rest = place;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        result[axis * places.length + index] = rest % shape[axis];
        rest = Math.floor(rest / shape[axis]);
      }
    });
    return [{ ...output, data: result }];
  },
  gradient: 'notNumeric',
};
