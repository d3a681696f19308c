import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { compare, multiply, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x where x > 0, else alpha·x. ONNX LeakyRelu-16. */
export const LeakyRelu: Operator = {
  name: 'LeakyRelu',
  infer: inferUnary,
  evaluate(context) {
    const alpha = floatAttribute(context.attributes, 'alpha', 0.01);
    return evaluateUnary(context, (x) => (x > 0 ? x : alpha * x));
  },
  gradient: unaryGradient(({ builder, attributes, x, dy }) =>
    select(
      builder,
      compare(builder, 'Greater', x, 0),
      dy,
      multiply(builder, dy, floatAttribute(attributes, 'alpha', 0.01)),
    ),
  ),
};
