import { intAttribute } from '../graph/attributes';
import { elementCount, formatShape, type Shape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { reshape } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/** The same elements with another shape (input 1, a constant): −1 is inferred, 0 copies the extent unless `allowzero`. ONNX Reshape-21. */
export const Reshape: Operator = {
  name: 'Reshape',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const target = Array.from(constantInput(context, 1).data);
    const copiesZeros = intAttribute(context.attributes, 'allowzero', 0) === 0;
    return [{ type, shape: resolve(shape, target, copiesZeros) }];
  },
  evaluate: (context) => [{ ...context.outputTypes[0], data: inputTensor(context, 0).data }],
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => reshape(builder, gradient!, builder.value(node.inputs[0]).shape),
  ],
};

function resolve(from: Shape, target: readonly number[], copiesZeros: boolean): Shape {
  const refuse = () =>
    new ShapeError(
      `Reshape cannot turn the shape ${formatShape(from)} (${elementCount(from)} elements) into ` +
        `${target.length === 0 ? 'a scalar' : target.join('×')}.`,
    );
  const copied = target.map((extent, axis) => (extent === 0 && copiesZeros ? from[axis] : extent));
  if (
    copied.some((extent) => extent === undefined || extent < -1) ||
    copied.filter((e) => e === -1).length > 1
  ) {
    throw refuse();
  }
  const known = elementCount(copied.filter((extent) => extent !== -1));
  const shape = copied.map((extent) => (extent === -1 ? elementCount(from) / known : extent));
  if (shape.some((extent) => !Number.isInteger(extent)) || elementCount(shape) !== elementCount(from)) {
    throw refuse();
  }
  return shape;
}
