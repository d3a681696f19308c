import type { Operator } from './operator';
import { evaluateBinary, inferBroadcast, sumTo } from './support/broadcast';

/** Elementwise sum with broadcasting. ONNX Add-14. This is the merge of a residual block: z = F(x) + S(x). */
export const Add: Operator = {
  name: 'Add',
  infer: inferBroadcast,
  evaluate: (context) => evaluateBinary(context, (a, b) => a + b),
  gradient: ({ node, builder, outputGradients: [gradient] }) =>
    node.inputs.map((input) => () => sumTo(builder, gradient!, builder.value(input).shape)),
};
