import { intAttribute } from '../graph/attributes';
import { formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { constantInput, inputTensor, requiredInput } from './support/inputs';
import { splitAt } from './support/axes';

/**
 * A new axis of extent `depth` (input 1, a constant) that holds the on value at the index and the off value elsewhere (both
 * in input 2: [off, on]). An index outside [−depth, depth) gives off everywhere. ONNX OneHot-11.
 */
export const OneHot: Operator = {
  name: 'OneHot',
  infer(context) {
    const indices = requiredInput(context, 0).shape;
    const [depth] = constantInput(context, 1).data;
    const { type } = requiredInput(context, 2);
    const axis = newAxis(intAttribute(context.attributes, 'axis', -1), indices.length);
    if (axis < 0 || axis > indices.length) {
      throw new ShapeError(
        `OneHot cannot insert axis ${axis} into indices of shape ${formatShape(indices)}.`,
      );
    }
    return [{ type, shape: [...indices.slice(0, axis), depth, ...indices.slice(axis)] }];
  },
  evaluate(context) {
    const indices = inputTensor(context, 0);
    const [off, on] = inputTensor(context, 2).data;
    const [output] = context.outputTypes;
    const axis = newAxis(intAttribute(context.attributes, 'axis', -1), indices.shape.length);
    const { extent, inner } = splitAt(output.shape, axis);
    const data = new Float64Array(indices.data.length * extent).fill(off);
    indices.data.forEach((index, element) => {
      const place = index < 0 ? index + extent : index;
      if (place >= 0 && place < extent) {
        data[(Math.floor(element / inner) * extent + place) * inner + (element % inner)] = on;
      }
    });
    return [{ ...output, data }];
  },
  gradient: 'notNumeric',
};

function newAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank + 1 : axis;
}
