import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import { compare, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x + bias where x < −lambd, x − bias where x > lambd, else 0; PyTorch's softshrink has bias = lambd. ONNX Shrink-9. */
export const Shrink: Operator = {
  name: 'Shrink',
  infer: inferUnary,
  evaluate(context) {
    const { lambd, bias } = settingsOf(context.attributes);
    return evaluateUnary(context, (x) => (x < -lambd ? x + bias : x > lambd ? x - bias : 0));
  },
  gradient: unaryGradient(({ builder, attributes, x, dy }) =>
    select(
      builder,
      compare(builder, 'Greater', builder.add('Abs', [x]), settingsOf(attributes).lambd),
      dy,
      0,
    ),
  ),
};

function settingsOf(attributes: Attributes): { lambd: number; bias: number } {
  return { lambd: floatAttribute(attributes, 'lambd', 0.5), bias: floatAttribute(attributes, 'bias', 0) };
}
