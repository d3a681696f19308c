import { formatShape, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { axesOf } from './support/axes';
import { reshape } from './support/emit';
import { inputTensor, optionalConstantInput, requiredInput } from './support/inputs';

/** Drops axes of extent one: those named by input 1, all of them where it is left out. ONNX Squeeze-21. */
export const Squeeze: Operator = {
  name: 'Squeeze',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [{ type, shape: squeezed(shape, optionalConstantInput(context, 1)) }];
  },
  evaluate: (context) => [{ ...context.outputTypes[0], data: inputTensor(context, 0).data }],
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => reshape(builder, gradient!, builder.value(node.inputs[0]).shape),
  ],
};

function squeezed(shape: Shape, axes: Tensor | undefined): Shape {
  if (axes === undefined) {
    return shape.filter((extent) => extent !== 1);
  }
  const dropped = axesOf('Squeeze', axes.data, shape);
  const wide = dropped.find((axis) => shape[axis] !== 1);
  if (wide !== undefined) {
    throw new ShapeError(
      `Squeeze cannot drop axis ${wide} of the shape ${formatShape(shape)}: its extent is ${shape[wide]}, not 1.`,
    );
  }
  return shape.filter((_, axis) => !dropped.includes(axis));
}
