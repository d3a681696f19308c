import { isFloatingPoint } from '../graph/dataType';
import type { Operator } from './operator';
import { evaluateBinary, inferBroadcast, sumTo } from './support/broadcast';
import { divide, multiply } from './support/emit';

/** a / b with broadcasting; integers are truncated towards zero. ONNX Div-14. */
export const Div: Operator = {
  name: 'Div',
  infer: inferBroadcast,
  evaluate: (context) =>
    evaluateBinary(
      context,
      isFloatingPoint(context.outputTypes[0].type) ? (a, b) => a / b : (a, b) => Math.trunc(a / b),
    ),
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [a, b] = node.inputs;
    return [
      () => sumTo(builder, divide(builder, gradient!, b), builder.value(a).shape),
      // −dY·a/b² = −dY·y/b; y saves a multiplication where b is large.
      () =>
        builder.add('Neg', [
          sumTo(
            builder,
            divide(builder, multiply(builder, gradient!, node.outputs[0]), b),
            builder.value(b).shape,
          ),
        ]),
    ];
  },
};
