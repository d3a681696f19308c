import { stringAttribute } from '../graph/attributes';
import { type Operator, ShapeError } from './operator';
import { evaluateBinary, inferBroadcast } from './support/broadcast';
import { sizeOf } from '../graph/dataType';

/** Unsigned integers times or divided by powers of two: `direction` LEFT or RIGHT, with broadcasting. ONNX BitShift-11. */
export const BitShift: Operator = {
  name: 'BitShift',
  infer(context) {
    const direction = stringAttribute(context.attributes, 'direction', undefined);
    if (direction !== 'LEFT' && direction !== 'RIGHT') {
      throw new ShapeError(`BitShift has the unknown direction '${direction ?? ''}'.`);
    }
    return inferBroadcast(context);
  },
  evaluate(context) {
    const modulus = 2 ** (8 * sizeOf(context.outputTypes[0].type));
    const isLeft = stringAttribute(context.attributes, 'direction', 'LEFT') === 'LEFT';
    return evaluateBinary(context, (x, by) => (isLeft ? (x * 2 ** by) % modulus : Math.floor(x / 2 ** by)));
  },
  gradient: 'notNumeric',
};
