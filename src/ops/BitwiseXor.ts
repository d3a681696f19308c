import type { Operator } from './operator';
import { combineBits } from './support/bits';
import { evaluateBinary, inferBroadcast } from './support/broadcast';

/** Bits that one of both integers has. ONNX BitwiseXor-18. */
export const BitwiseXor: Operator = {
  name: 'BitwiseXor',
  infer: inferBroadcast,
  evaluate: (context) =>
    evaluateBinary(
      context,
      combineBits(context.outputTypes[0].type, (a, b) => a ^ b),
    ),
  gradient: 'notNumeric',
};
