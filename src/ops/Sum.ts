import type { Operator } from './operator';
import { evaluateFold, inferBroadcast, sumTo } from './support/broadcast';

/** Sum of any number of inputs with broadcasting. ONNX Sum-13. */
export const Sum: Operator = {
  name: 'Sum',
  infer: inferBroadcast,
  evaluate: (context) => evaluateFold(context, (a, b) => a + b),
  gradient: ({ node, builder, outputGradients: [gradient] }) =>
    node.inputs.map((input) => () => sumTo(builder, gradient!, builder.value(input).shape)),
};
