import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import { compare, multiply, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** alpha·x + beta, clipped to [0, 1]. PyTorch's has alpha = 1/6, beta = 1/2. ONNX HardSigmoid-6. */
export const HardSigmoid: Operator = {
  name: 'HardSigmoid',
  infer: inferUnary,
  evaluate(context) {
    const { alpha, beta } = settingsOf(context.attributes);
    return evaluateUnary(context, (x) => Math.max(0, Math.min(1, alpha * x + beta)));
  },
  gradient: unaryGradient(({ builder, attributes, y, dy }) =>
    // The slope is alpha where 0 < y < 1.
    select(
      builder,
      builder.add('And', [compare(builder, 'Greater', y, 0), compare(builder, 'Less', y, 1)]),
      multiply(builder, dy, settingsOf(attributes).alpha),
      0,
    ),
  ),
};

function settingsOf(attributes: Attributes): { alpha: number; beta: number } {
  return { alpha: floatAttribute(attributes, 'alpha', 0.2), beta: floatAttribute(attributes, 'beta', 0.5) };
}
