import { intAttribute } from '../graph/attributes';
import { formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * The upper (`upper` = 1) or lower triangle of each matrix, zeros elsewhere; input 1 moves the border by that many diagonals
 * upwards. ONNX Trilu-14.
 */
export const Trilu: Operator = {
  name: 'Trilu',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    if (shape.length < 2) {
      throw new ShapeError(`Trilu needs matrices, but its input has the shape ${formatShape(shape)}.`);
    }
    return [{ type, shape }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const diagonal = context.inputs[1]?.data[0] ?? 0;
    const isUpper = intAttribute(context.attributes, 'upper', 1) === 1;
    const [rows, columns] = shape.slice(-2);
    const kept = data.map((x, at) => {
      const distance = (at % columns) - (Math.floor(at / columns) % rows) - diagonal;
      return (isUpper ? distance >= 0 : distance <= 0) ? x : 0;
    });
    return [{ ...context.outputTypes[0], data: kept }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => builder.add('Trilu', [gradient!, ...node.inputs.slice(1)], node.attributes),
  ],
};
