import { int, intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, formatShape, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { axisAttribute, splitAt } from './support/axes';
import { full } from './support/emit';
import { inputTensor, optionalConstantInput, requiredInput } from './support/inputs';

/** Cuts a tensor along an axis into parts of the sizes in input 1, or into `num_outputs` equal ones. ONNX Split-18. */
export const Split: Operator = {
  name: 'Split',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axis = axisAttribute(context, shape, 0);
    const sizes = partSizes(
      shape,
      axis,
      optionalConstantInput(context, 1),
      intAttribute(context.attributes, 'num_outputs', context.outputCount),
    );
    if (sizes.length !== context.outputCount) {
      throw new ShapeError(
        `Split makes ${sizes.length} parts of the shape ${formatShape(shape)}, but ${context.outputCount} are asked for.`,
      );
    }
    return sizes.map((size) => ({ type, shape: shape.map((extent, at) => (at === axis ? size : extent)) }));
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisOfNode(context.attributes, shape);
    const { outer, extent, inner } = splitAt(shape, axis);
    let start = 0;
    return context.outputTypes.map((output) => {
      const run = output.shape[axis] * inner;
      const part = new Float64Array(elementCount(output.shape));
      for (let row = 0; row < outer; row++) {
        const from = row * extent * inner + start;
        part.set(data.subarray(from, from + run), row * run);
      }
      start += run;
      return { ...output, data: part };
    });
  },
  gradient: ({ node, builder, outputGradients }) => [
    () => {
      const axis = axisOfNode(node.attributes, builder.value(node.inputs[0]).shape);
      const parts = node.outputs.map((output, index) => {
        const { type, shape } = builder.value(output);
        return outputGradients[index] ?? full(builder, type, shape, 0);
      });
      return parts.length === 1 ? parts[0] : builder.add('Concat', parts, { axis: int(axis) });
    },
  ],
};

function axisOfNode(attributes: Attributes, shape: Shape): number {
  return axisAttribute({ operator: 'Split', attributes }, shape, 0);
}

function partSizes(shape: Shape, axis: number, sizes: Tensor | undefined, count: number): number[] {
  const extent = shape[axis];
  if (sizes !== undefined) {
    const given = Array.from(sizes.data);
    if (given.some((size) => size < 0) || given.reduce((sum, size) => sum + size, 0) !== extent) {
      throw new ShapeError(
        `Split cannot cut axis ${axis} of the shape ${formatShape(shape)} into parts of ${given.join(', ')}.`,
      );
    }
    return given;
  }
  // Where the extent does not divide, the last part is smaller.
  const size = Math.ceil(extent / count);
  const last = extent - size * (count - 1);
  if (last < 0) {
    throw new ShapeError(
      `Split cannot cut axis ${axis} of the shape ${formatShape(shape)} into ${count} parts.`,
    );
  }
  return [...new Array<number>(count - 1).fill(size), last];
}
