import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { compare, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x where x > alpha, else 0 (Konda, Memisevic & Krueger 2014). ONNX ThresholdedRelu-10. */
export const ThresholdedRelu: Operator = {
  name: 'ThresholdedRelu',
  infer: inferUnary,
  evaluate(context) {
    const alpha = floatAttribute(context.attributes, 'alpha', 1);
    return evaluateUnary(context, (x) => (x > alpha ? x : 0));
  },
  gradient: unaryGradient(({ builder, attributes, x, dy }) =>
    select(builder, compare(builder, 'Greater', x, floatAttribute(attributes, 'alpha', 1)), dy, 0),
  ),
};
