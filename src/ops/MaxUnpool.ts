import { intsAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, formatShape, sameShape, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { inputTensor, optionalConstantInput, requiredInput } from './support/inputs';
import { wrapIndex } from './support/indexing';
import { int } from '../graph/attributes';
import { perAxis } from './support/window';
import { reshape, slice } from './support/emit';

/**
 * Puts each element of X [N, C, spatial…] at its place (input 1) in a tensor of zeros: what MaxPool's second output says,
 * counted in the flattened tensor that `kernel_shape`, `strides` and `pads` lead back to. Input 2, a constant, may name a
 * larger shape, in which that tensor lies at the beginning of each axis. ONNX MaxUnpool-11.
 */
export const MaxUnpool: Operator = {
  name: 'MaxUnpool',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const places = requiredInput(context, 1).shape;
    if (!sameShape(places, shape)) {
      throw new ShapeError(
        `MaxUnpool has places of shape ${formatShape(places)} for an input of shape ${formatShape(shape)}.`,
      );
    }
    const unpooled = unpooledShape(context.attributes, shape);
    const wanted = outputShape(unpooled, optionalConstantInput(context, 2));
    if (wanted.length !== unpooled.length || wanted.some((extent, axis) => extent < unpooled[axis])) {
      throw new ShapeError(
        `MaxUnpool gives ${formatShape(unpooled)}, which does not fit into the shape ${formatShape(wanted)}.`,
      );
    }
    return [{ type, shape: wanted }];
  },
  evaluate(context) {
    const [x, places] = [inputTensor(context, 0), inputTensor(context, 1)];
    const [output] = context.outputTypes;
    const unpooled = unpooledShape(context.attributes, x.shape);
    const count = elementCount(unpooled);
    const result = new Float64Array(elementCount(output.shape));
    x.data.forEach((value, element) => {
      const place = wrapIndex('MaxUnpool', places.data[element], count);
      result[movedOffset(place, unpooled, output.shape)] = value;
    });
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const unpooled = unpooledShape(node.attributes, shape);
      const inner = slice(
        builder,
        gradient!,
        unpooled.map((end, axis) => ({ axis, start: 0, end, step: 1 })),
      );
      const flat = reshape(builder, inner, [elementCount(unpooled)]);
      return builder.add('Gather', [flat, node.inputs[1]], { axis: int(0) });
    },
    undefined,
  ],
};

function unpooledShape(attributes: Attributes, shape: Shape): number[] {
  const kernel = intsAttribute(attributes, 'kernel_shape', undefined);
  const rank = shape.length - 2;
  if (kernel?.length !== rank) {
    throw new ShapeError(
      `MaxUnpool of an input of shape ${formatShape(shape)} needs a kernel_shape of ${rank} extents.`,
    );
  }
  const strides = perAxis('MaxUnpool', attributes, 'strides', rank);
  const pads = intsAttribute(attributes, 'pads', undefined) ?? new Array<number>(2 * rank).fill(0);
  const spatial = kernel.map(
    (extent, axis) => (shape[axis + 2] - 1) * strides[axis] + extent - pads[axis] - pads[rank + axis],
  );
  return [shape[0], shape[1], ...spatial];
}

function outputShape(unpooled: Shape, wanted: Tensor | undefined): Shape {
  return wanted === undefined ? unpooled : Array.from(wanted.data);
}

/** Offset in a tensor of shape `to` of the element that has this offset in a tensor of shape `from`. */
function movedOffset(offset: number, from: Shape, to: Shape): number {
  let rest = offset;
  let moved = 0;
  let stride = 1;
  for (let axis = from.length - 1; axis >= 0; axis--) {
    moved += (rest % from[axis]) * stride;
    rest = Math.floor(rest / from[axis]);
    stride *= to[axis];
  }
  return moved;
}
