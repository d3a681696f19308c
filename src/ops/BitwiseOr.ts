import type { Operator } from './operator';
import { combineBits } from './support/bits';
import { evaluateBinary, inferBroadcast } from './support/broadcast';

/** Bits that either integer has. ONNX BitwiseOr-18. */
export const BitwiseOr: Operator = {
  name: 'BitwiseOr',
  infer: inferBroadcast,
  evaluate: (context) =>
    evaluateBinary(
      context,
      combineBits(context.outputTypes[0].type, (a, b) => a | b),
    ),
  gradient: 'notNumeric',
};
