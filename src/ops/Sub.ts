import type { Operator } from './operator';
import { evaluateBinary, inferBroadcast, sumTo } from './support/broadcast';

/** a − b with broadcasting. ONNX Sub-14. */
export const Sub: Operator = {
  name: 'Sub',
  infer: inferBroadcast,
  evaluate: (context) => evaluateBinary(context, (a, b) => a - b),
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [a, b] = node.inputs.map((input) => builder.value(input).shape);
    return [() => sumTo(builder, gradient!, a), () => builder.add('Neg', [sumTo(builder, gradient!, b)])];
  },
};
