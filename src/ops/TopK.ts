import { intAttribute } from '../graph/attributes';
import { MissingGradientError, type Operator } from './operator';
import { ShapeError } from './operator';
import { axisAttribute, splitAt } from './support/axes';
import { full } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/**
 * The k (input 1, a constant) largest elements along an axis, or the smallest where `largest` is 0, and their places; equal
 * elements in the order in which they stand. They come sorted, whatever `sorted` says. ONNX TopK-11.
 */
export const TopK: Operator = {
  name: 'TopK',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axis = axisAttribute(context, shape, -1);
    const [count] = constantInput(context, 1).data;
    if (count < 0 || count > shape[axis]) {
      throw new ShapeError(`TopK cannot take ${count} elements of an axis of ${shape[axis]}.`);
    }
    const result = shape.map((extent, at) => (at === axis ? count : extent));
    return [
      { type, shape: result },
      { type: 'int64', shape: result },
    ];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisAttribute({ operator: 'TopK', attributes: context.attributes }, shape, -1);
    const [count] = inputTensor(context, 1).data;
    const sign = intAttribute(context.attributes, 'largest', 1) === 1 ? 1 : -1;
    const { outer, extent, inner } = splitAt(shape, axis);
    const values = new Float64Array(outer * count * inner);
    const places = new Float64Array(values.length);
    for (let line = 0; line < outer * inner; line++) {
      const [row, column] = [Math.floor(line / inner), line % inner];
      const at = (place: number): number => data[(row * extent + place) * inner + column];
      const order = Array.from({ length: extent }, (_, place) => place);
      order.sort((a, b) => sign * compare(at(b), at(a)) || a - b);
      for (let rank = 0; rank < count; rank++) {
        const target = (row * count + rank) * inner + column;
        values[target] = at(order[rank]);
        places[target] = order[rank];
      }
    }
    return context.outputTypes.map((type, index) => ({ ...type, data: index === 0 ? values : places }));
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const axis = axisAttribute({ operator: 'TopK', attributes: node.attributes }, shape, -1);
      if (gradient === undefined || node.outputs.length < 2) {
        throw new MissingGradientError(
          `The gradient of ${node.name} needs the places of the elements: ask for both outputs of TopK.`,
        );
      }
      return builder.add('ScatterElements', [full(builder, type, shape, 0), node.outputs[1], gradient], {
        axis: { kind: 'int', value: axis },
      });
    },
    undefined,
  ],
};

/** PyTorch's order: NaN counts as the largest. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
