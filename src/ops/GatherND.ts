import { string, intAttribute } from '../graph/attributes';
import { elementCount, formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { full } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { sliceOffsets } from './support/scatterSlices';

/** The slices of input 0 that the last axis of the indices (input 1) names. ONNX GatherND-13 without batch axes. */
export const GatherND: Operator = {
  name: 'GatherND',
  infer(context) {
    const [data, indices] = [requiredInput(context, 0), requiredInput(context, 1)];
    const depth = indices.shape.at(-1) ?? 0;
    if (depth < 1 || depth > data.shape.length) {
      throw new ShapeError(
        `GatherND cannot pick indices of shape ${formatShape(indices.shape)} from the shape ${formatShape(data.shape)}.`,
      );
    }
    if (intAttribute(context.attributes, 'batch_dims', 0) !== 0) {
      throw new ShapeError('GatherND is not supported with batch_dims.');
    }
    return [{ type: data.type, shape: [...indices.shape.slice(0, -1), ...data.shape.slice(depth)] }];
  },
  evaluate(context) {
    const [data, indices] = [inputTensor(context, 0), inputTensor(context, 1)];
    const [output] = context.outputTypes;
    const run = elementCount(data.shape.slice(indices.shape.at(-1)));
    const result = new Float64Array(elementCount(output.shape));
    sliceOffsets('GatherND', data.shape, indices).forEach((offset, row) => {
      result.set(data.data.subarray(offset, offset + run), row * run);
    });
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      return builder.add('ScatterND', [full(builder, type, shape, 0), node.inputs[1], gradient!], {
        reduction: string('add'),
      });
    },
    undefined,
  ],
};
