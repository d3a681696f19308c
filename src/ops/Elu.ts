import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { add, compare, multiply, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x where x > 0, else alpha·(eˣ − 1). ONNX Elu-6. */
export const Elu: Operator = {
  name: 'Elu',
  infer: inferUnary,
  evaluate(context) {
    const alpha = floatAttribute(context.attributes, 'alpha', 1);
    return evaluateUnary(context, (x) => (x > 0 ? x : alpha * Math.expm1(x)));
  },
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) =>
    select(
      builder,
      compare(builder, 'Greater', x, 0),
      dy,
      // alpha·eˣ = y + alpha there
      multiply(builder, dy, add(builder, y, floatAttribute(attributes, 'alpha', 1))),
    ),
  ),
};
