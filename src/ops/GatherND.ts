import { int, intAttribute, string } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount, formatShape, rowMajorStrides, sameShape } from '../graph/shape';
import { tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import { type Operator, ShapeError } from './operator';
import { full } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { sliceOffsets } from './support/scatterSlices';

/**
 * The slices of input 0 that the last axis of the indices (input 1) names, within each image of the leading `batch_dims`
 * axes that both have in common. ONNX GatherND-13.
 */
export const GatherND: Operator = {
  name: 'GatherND',
  infer(context) {
    const [data, indices] = [requiredInput(context, 0), requiredInput(context, 1)];
    const depth = indices.shape.at(-1) ?? 0;
    const batch = intAttribute(context.attributes, 'batch_dims', 0);
    const isBatched = sameShape(data.shape.slice(0, batch), indices.shape.slice(0, batch));
    if (depth < 1 || depth + batch > data.shape.length || !isBatched || batch >= indices.shape.length) {
      throw new ShapeError(
        `GatherND cannot pick indices of shape ${formatShape(indices.shape)} from the shape ${formatShape(data.shape)}` +
          `${batch === 0 ? '' : ` with ${batch} batch axes`}.`,
      );
    }
    return [{ type: data.type, shape: [...indices.shape.slice(0, -1), ...data.shape.slice(batch + depth)] }];
  },
  evaluate(context) {
    const [data, indices] = [inputTensor(context, 0), inputTensor(context, 1)];
    const [output] = context.outputTypes;
    const batch = intAttribute(context.attributes, 'batch_dims', 0);
    const inner = data.shape.slice(batch);
    const run = elementCount(inner.slice(indices.shape.at(-1)));
    const result = new Float64Array(elementCount(output.shape));
    const offsets = sliceOffsets('GatherND', inner, indices);
    const perImage = offsets.length / elementCount(data.shape.slice(0, batch));
    offsets.forEach((offset, row) => {
      const start = Math.floor(row / perImage) * elementCount(inner) + offset;
      result.set(data.data.subarray(start, start + run), row * run);
    });
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const batch = intAttribute(node.attributes, 'batch_dims', 0);
      return builder.add(
        'ScatterND',
        [full(builder, type, shape, 0), withBatchIndices(builder, node.inputs[1], batch), gradient!],
        { reduction: string('add') },
      );
    },
    undefined,
  ],
};

/** ScatterND knows no batch axes: their indices are put in front of the others. */
function withBatchIndices(builder: GraphBuilder, indices: ValueName, batch: number): ValueName {
  if (batch === 0) {
    return indices;
  }
  const { type, shape } = builder.value(indices);
  const lead = shape.slice(0, -1);
  const strides = rowMajorStrides(lead);
  const own = Float64Array.from(
    { length: elementCount(lead) * batch },
    (_, at) => Math.floor(Math.floor(at / batch) / strides[at % batch]) % lead[at % batch],
  );
  const places = builder.constant(tensor(type, [...lead, batch], own));
  return builder.add('Concat', [places, indices], { axis: int(-1) });
}
