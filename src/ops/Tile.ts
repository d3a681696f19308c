import { formatShape, rowMajorStrides } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { pick, stridedOffsets } from './support/broadcast';
import { reduceSum, reshape } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/** Repeats the tensor along each axis as often as input 1 (a constant) says. ONNX Tile-13. */
export const Tile: Operator = {
  name: 'Tile',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const repeats = Array.from(constantInput(context, 1).data);
    if (repeats.length !== shape.length) {
      throw new ShapeError(
        `Tile has ${repeats.length} repeats for an input of shape ${formatShape(shape)}; it needs one for each axis.`,
      );
    }
    return [{ type, shape: shape.map((extent, axis) => extent * repeats[axis]) }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const [output] = context.outputTypes;
    const own = rowMajorStrides(shape);
    const apart = shape.flatMap((extent, axis) => [output.shape[axis] / extent, extent]);
    const strides = own.flatMap((stride) => [0, stride]);
    return [{ ...output, data: pick(data, stridedOffsets(apart, strides)) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const large = builder.value(node.outputs[0]).shape;
      const apart = shape.flatMap((extent, axis) => [large[axis] / extent, extent]);
      const copies = shape.map((_, axis) => 2 * axis);
      return reduceSum(builder, reshape(builder, gradient!, apart), copies, false);
    },
  ],
};
