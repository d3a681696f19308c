import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { add, compare, divide, multiply, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x where x > 0, else alpha·(e^(x/alpha) − 1) (Barron 2017). ONNX Celu-12. */
export const Celu: Operator = {
  name: 'Celu',
  infer: inferUnary,
  evaluate(context) {
    const alpha = floatAttribute(context.attributes, 'alpha', 1);
    return evaluateUnary(context, (x) => (x > 0 ? x : alpha * Math.expm1(x / alpha)));
  },
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) => {
    // e^(x/alpha) = y/alpha + 1 there
    const slope = add(builder, divide(builder, y, floatAttribute(attributes, 'alpha', 1)), 1);
    return select(builder, compare(builder, 'Greater', x, 0), dy, multiply(builder, dy, slope));
  }),
};
