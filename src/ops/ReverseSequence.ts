import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { formatShape, rowMajorStrides, type Shape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { axisOf } from './support/axes';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Reverses the first elements of each sequence of a batch, as many as input 1 [batch] says, along `time_axis` (default 0);
 * `batch_axis` (default 1) counts the sequences. It is its own adjoint. ONNX ReverseSequence-10.
 */
export const ReverseSequence: Operator = {
  name: 'ReverseSequence',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const { batch, time } = sequenceAxes(context.attributes, shape);
    const lengths = requiredInput(context, 1).shape;
    if (batch === time || lengths.length !== 1 || lengths[0] !== shape[batch]) {
      throw new ShapeError(
        `ReverseSequence has lengths of shape ${formatShape(lengths)} for an input of shape ${formatShape(shape)} with ` +
          `batch axis ${batch} and time axis ${time}.`,
      );
    }
    return [{ type, shape }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const lengths = inputTensor(context, 1).data;
    const { batch, time } = sequenceAxes(context.attributes, shape);
    const strides = rowMajorStrides(shape);
    const result = data.map((x, element) => {
      const place = Math.floor(element / strides[time]) % shape[time];
      const length = lengths[Math.floor(element / strides[batch]) % shape[batch]];
      return place < length ? data[element + (length - 1 - 2 * place) * strides[time]] : x;
    });
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => builder.add('ReverseSequence', [gradient!, node.inputs[1]], node.attributes),
    undefined,
  ],
};

function sequenceAxes(attributes: Attributes, shape: Shape): { batch: number; time: number } {
  return {
    batch: axisOf('ReverseSequence', intAttribute(attributes, 'batch_axis', 1), shape),
    time: axisOf('ReverseSequence', intAttribute(attributes, 'time_axis', 0), shape),
  };
}
