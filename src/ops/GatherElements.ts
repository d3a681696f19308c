import { int, string } from '../graph/attributes';
import { formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { axisAttribute } from './support/axes';
import { full } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { elementOffsets } from './support/scatter';

/** Element (…, index, …) of input 0 for each element of the index tensor (input 1). torch.gather. ONNX GatherElements-13. */
export const GatherElements: Operator = {
  name: 'GatherElements',
  infer(context) {
    const [data, indices] = [requiredInput(context, 0), requiredInput(context, 1)];
    const axis = axisAttribute(context, data.shape, 0);
    const fits = data.shape.every((extent, at) => at === axis || indices.shape[at] <= extent);
    if (data.shape.length !== indices.shape.length || !fits) {
      throw new ShapeError(
        `GatherElements cannot pick indices of shape ${formatShape(indices.shape)} from the shape ` +
          `${formatShape(data.shape)} along axis ${axis}.`,
      );
    }
    return [{ type: data.type, shape: indices.shape }];
  },
  evaluate(context) {
    const [data, indices] = [inputTensor(context, 0), inputTensor(context, 1)];
    const axis = axisAttribute({ operator: 'GatherElements', attributes: context.attributes }, data.shape, 0);
    const offsets = elementOffsets('GatherElements', data.shape, indices, axis);
    return [{ ...context.outputTypes[0], data: Float64Array.from(offsets, (offset) => data.data[offset]) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const axis = axisAttribute({ operator: 'GatherElements', attributes: node.attributes }, shape, 0);
      return builder.add('ScatterElements', [full(builder, type, shape, 0), node.inputs[1], gradient!], {
        axis: int(axis),
        reduction: string('add'),
      });
    },
    undefined,
  ],
};
