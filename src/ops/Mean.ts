import type { Operator } from './operator';
import { evaluateFold, inferBroadcast, sumTo } from './support/broadcast';
import { multiply } from './support/emit';

/** Mean of any number of inputs with broadcasting. ONNX Mean-13. */
export const Mean: Operator = {
  name: 'Mean',
  infer: inferBroadcast,
  evaluate(context) {
    const [sum] = evaluateFold(context, (a, b) => a + b);
    return [{ ...sum, data: sum.data.map((x) => x / context.inputs.length) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) =>
    node.inputs.map(
      (input) => () =>
        sumTo(builder, multiply(builder, gradient!, 1 / node.inputs.length), builder.value(input).shape),
    ),
};
