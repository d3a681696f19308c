import type { Operator } from './operator';
import { evaluateBinary, inferBroadcast, sumTo } from './support/broadcast';
import { multiply } from './support/emit';

/** a·b with broadcasting. The gate of Highway networks and squeeze-and-excitation. ONNX Mul-14. */
export const Mul: Operator = {
  name: 'Mul',
  infer: inferBroadcast,
  evaluate: (context) => evaluateBinary(context, (a, b) => a * b),
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [a, b] = node.inputs;
    return [
      () => sumTo(builder, multiply(builder, gradient!, b), builder.value(a).shape),
      () => sumTo(builder, multiply(builder, gradient!, a), builder.value(b).shape),
    ];
  },
};
