import { intAttribute } from '../graph/attributes';
import { elementCount, type Shape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { reshape } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { unaryGradient } from './support/unary';
import { formatShape } from '../graph/shape';

/** Matrix whose rows are the axes before `axis` and whose columns are the others. ONNX Flatten-21. */
export const Flatten: Operator = {
  name: 'Flatten',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axis = intAttribute(context.attributes, 'axis', 1);
    if (axis < -shape.length || axis > shape.length) {
      throw new ShapeError(
        `Flatten is asked for axis ${axis}, but its input has the shape ${formatShape(shape)}.`,
      );
    }
    return [{ type, shape: matrixShape(shape, axis < 0 ? axis + shape.length : axis) }];
  },
  evaluate: (context) => [{ ...context.outputTypes[0], data: inputTensor(context, 0).data }],
  gradient: unaryGradient(({ builder, x, dy }) => reshape(builder, dy, builder.value(x).shape)),
};

function matrixShape(shape: Shape, axis: number): Shape {
  return [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))];
}
