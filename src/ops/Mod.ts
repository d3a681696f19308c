import { intAttribute } from '../graph/attributes';
import { isFloatingPoint } from '../graph/dataType';
import type { Operator } from './operator';
import { evaluateBinary, inferBroadcast, sumTo } from './support/broadcast';
import { divide, multiply } from './support/emit';

/** Remainder with the sign of the divisor, or of the dividend where `fmod` is 1. ONNX Mod-13. */
export const Mod: Operator = {
  name: 'Mod',
  infer: inferBroadcast,
  evaluate: (context) =>
    evaluateBinary(
      context,
      intAttribute(context.attributes, 'fmod', 0) === 1
        ? (a, b) => a % b
        : (a, b) => a - b * Math.floor(a / b),
    ),
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [a, b] = node.inputs;
    if (!isFloatingPoint(builder.value(a).type)) {
      return [];
    }
    return [
      () => sumTo(builder, gradient!, builder.value(a).shape),
      // a = q·b + r with a whole q, which does not change with b.
      () => {
        const whole = divide(builder, builder.add('Sub', [a, node.outputs[0]]), b);
        const change = builder.add('Neg', [multiply(builder, gradient!, builder.add('Round', [whole]))]);
        return sumTo(builder, change, builder.value(b).shape);
      },
    ];
  },
};
