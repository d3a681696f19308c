import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import { cast, compare, multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/**
 * x limited to [min, max] as `torch.nn.functional.hardtanh` does, ReLU6 among them: unlike that of Clip, its gradient is 0 at the
 * bounds themselves, where whole layers begin. The mask is written with the output, so that x need not be kept.
 * Attributes `min`, `max`. In the domain `skipline`; Clip in ONNX.
 */
export const HardTanh: Operator = {
  name: 'HardTanh',
  domain: 'skipline',
  infer: inferUnary,
  evaluate(context) {
    const { min, max } = boundsOf(context.attributes);
    return evaluateUnary(context, (x) => Math.min(Math.max(x, min), max));
  },
  gradient: unaryGradient(({ builder, attributes, y, dy }) => {
    const { min, max } = boundsOf(attributes);
    const inside = builder.add('And', [
      // From 0 on, what is above 0 is what is not 0, and a cast takes a third of the time of a comparison.
      min === 0 ? cast(builder, y, 'bool') : compare(builder, 'Greater', y, min),
      compare(builder, 'Less', y, max),
    ]);
    return multiply(builder, dy, cast(builder, inside, builder.value(y).type));
  }),
  expand({ node, builder }) {
    const [x] = node.inputs;
    const { min, max } = boundsOf(node.attributes);
    const { type } = builder.value(x);
    return [builder.add('Clip', [x, builder.scalar(type, min), builder.scalar(type, max)])];
  },
};

function boundsOf(attributes: Attributes): { readonly min: number; readonly max: number } {
  return { min: floatAttribute(attributes, 'min', -1), max: floatAttribute(attributes, 'max', 1) };
}
