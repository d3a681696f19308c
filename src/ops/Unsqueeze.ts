import { formatShape, type Shape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { reshape } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/** Inserts axes of extent one at the places in the output that input 1 names. ONNX Unsqueeze-21. */
export const Unsqueeze: Operator = {
  name: 'Unsqueeze',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [{ type, shape: unsqueezed(shape, Array.from(constantInput(context, 1).data)) }];
  },
  evaluate: (context) => [{ ...context.outputTypes[0], data: inputTensor(context, 0).data }],
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => reshape(builder, gradient!, builder.value(node.inputs[0]).shape),
  ],
};

function unsqueezed(shape: Shape, axes: readonly number[]): Shape {
  const rank = shape.length + axes.length;
  const inserted = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (inserted.size !== axes.length || [...inserted].some((axis) => axis < 0 || axis >= rank)) {
    throw new ShapeError(
      `Unsqueeze cannot insert the axes ${axes.join(', ')} into the shape ${formatShape(shape)}.`,
    );
  }
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (inserted.has(axis) ? 1 : rest.shift()!));
}
