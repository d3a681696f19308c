import { elementCount, formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { axisAttribute, splitAt } from './support/axes';
import { slice } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';

/** Joins tensors along an axis; the other extents are equal. The merge of DenseNet and U-Net. ONNX Concat-13. */
export const Concat: Operator = {
  name: 'Concat',
  infer(context) {
    const inputs = context.inputs.map((_, index) => requiredInput(context, index));
    const [{ type, shape }] = inputs;
    const axis = axisAttribute(context, shape, 0);
    const misfit = inputs.find(
      (input) =>
        input.shape.length !== shape.length ||
        input.shape.some((extent, at) => at !== axis && extent !== shape[at]),
    );
    if (misfit !== undefined) {
      throw new ShapeError(
        `Concat along axis ${axis} cannot join the shapes ${formatShape(shape)} and ${formatShape(misfit.shape)}.`,
      );
    }
    const other = inputs.find((input) => input.type !== type);
    if (other !== undefined) {
      throw new ShapeError(`Concat cannot join the element types ${type} and ${other.type}.`);
    }
    const total = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
    return [{ type, shape: shape.map((extent, at) => (at === axis ? total : extent)) }];
  },
  evaluate(context) {
    const [output] = context.outputTypes;
    const axis = axisAttribute({ operator: 'Concat', attributes: context.attributes }, output.shape, 0);
    const { outer, extent, inner } = splitAt(output.shape, axis);
    const data = new Float64Array(elementCount(output.shape));
    let start = 0;
    context.inputs.forEach((_, index) => {
      const input = inputTensor(context, index);
      const run = input.shape[axis] * inner;
      for (let row = 0; row < outer; row++) {
        data.set(input.data.subarray(row * run, (row + 1) * run), row * extent * inner + start);
      }
      start += run;
    });
    return [{ ...output, data }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const { shape } = builder.value(node.outputs[0]);
    const axis = axisAttribute({ operator: 'Concat', attributes: node.attributes }, shape, 0);
    let next = 0;
    return node.inputs.map((input) => {
      const start = next;
      const end = start + builder.value(input).shape[axis];
      next = end;
      return () => slice(builder, gradient!, [{ axis, start, end, step: 1 }]);
    });
  },
};
