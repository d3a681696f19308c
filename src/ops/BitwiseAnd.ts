import type { Operator } from './operator';
import { combineBits } from './support/bits';
import { evaluateBinary, inferBroadcast } from './support/broadcast';

/** Bits that both integers have. ONNX BitwiseAnd-18. */
export const BitwiseAnd: Operator = {
  name: 'BitwiseAnd',
  infer: inferBroadcast,
  evaluate: (context) =>
    evaluateBinary(
      context,
      combineBits(context.outputTypes[0].type, (a, b) => a & b),
    ),
  gradient: 'notNumeric',
};
