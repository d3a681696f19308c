import { intAttribute } from '../graph/attributes';
import { formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { elementTypeNumber, elementTypeOf } from './support/elementType';
import { requiredInput } from './support/inputs';

/** Ones on the `k`-th diagonal of a matrix of the input's shape. ONNX EyeLike-9. */
export const EyeLike: Operator = {
  name: 'EyeLike',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    if (shape.length !== 2) {
      throw new ShapeError(`EyeLike needs a matrix, but its input has the shape ${formatShape(shape)}.`);
    }
    return [
      { type: elementTypeOf(intAttribute(context.attributes, 'dtype', elementTypeNumber(type))), shape },
    ];
  },
  evaluate(context) {
    const [output] = context.outputTypes;
    const [rows, columns] = output.shape;
    const diagonal = intAttribute(context.attributes, 'k', 0);
    const data = Float64Array.from({ length: rows * columns }, (_, at) =>
      (at % columns) - Math.floor(at / columns) === diagonal ? 1 : 0,
    );
    return [{ ...output, data }];
  },
  gradient: 'notNumeric',
};
