import { int, intAttribute } from '../graph/attributes';
import { elementCount, type Shape } from '../graph/shape';
import type { Operator } from './operator';
import { full, reshape } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { poolingAxes } from './support/pooling';
import { windowOffsets } from './support/window';

/**
 * Largest element of each window of X [N, C, spatial…]. Output 1, where asked for, is the place of that element in the
 * flattened X (int64), counted column by column where `storage_order` is 1. ONNX MaxPool-12.
 *
 * The gradient adds each dY at that place; a node without the second output is computed once more to get it, so graphs
 * that will be trained should ask for it.
 */
export const MaxPool: Operator = {
  name: 'MaxPool',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axes = poolingAxes(context.operator, context.attributes, shape);
    const pooled = [shape[0], shape[1], ...axes.map((axis) => axis.output)];
    return [
      { type, shape: pooled },
      { type: 'int64', shape: pooled },
    ];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const offsets = windowOffsets(poolingAxes('MaxPool', context.attributes, shape));
    const [output] = context.outputTypes;
    const positions = elementCount(output.shape.slice(2));
    const plane = elementCount(shape.slice(2));
    const values = new Float64Array(elementCount(output.shape)).fill(-Infinity);
    const places = new Float64Array(values.length);
    for (let row = 0; row < shape[0] * shape[1]; row++) {
      for (let index = 0; index < offsets.length; index++) {
        if (offsets[index] < 0) {
          continue;
        }
        const place = row * plane + offsets[index];
        const target = row * positions + (index % positions);
        const value = data[place];
        if (value > values[target] || Number.isNaN(value)) {
          values[target] = value;
          places[target] = place;
        }
      }
    }
    if (intAttribute(context.attributes, 'storage_order', 0) === 1) {
      places.forEach((place, target) => (places[target] = columnMajor(place, shape)));
    }
    const results = [values, places];
    return context.outputTypes.map((type, index) => ({ ...type, data: results[index] }));
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const isRowMajor = intAttribute(node.attributes, 'storage_order', 0) === 0;
      const places =
        (isRowMajor ? node.outputs[1] : undefined) ??
        builder.addNode({
          operator: 'MaxPool',
          inputs: node.inputs,
          attributes: { ...node.attributes, storage_order: int(0) },
          outputCount: 2,
        })[1];
      const scattered = builder.add(
        'ScatterElements',
        [
          full(builder, type, [elementCount(shape)], 0),
          reshape(builder, places, [elementCount(builder.value(places).shape)]),
          reshape(builder, gradient!, [elementCount(builder.value(gradient!).shape)]),
        ],
        { axis: int(0), reduction: { kind: 'string', value: 'add' } },
      );
      return reshape(builder, scattered, shape);
    },
  ],
};

/** The place of an element of X [N, C, spatial…] where the first spatial axis is the one that runs fastest. */
function columnMajor(place: number, shape: Shape): number {
  const spatial = shape.slice(2);
  const plane = elementCount(spatial);
  let rest = place % plane;
  let moved = 0;
  for (let axis = spatial.length - 1; axis >= 0; axis--) {
    moved += (rest % spatial[axis]) * elementCount(spatial.slice(0, axis));
    rest = Math.floor(rest / spatial[axis]);
  }
  return place - (place % plane) + moved;
}
