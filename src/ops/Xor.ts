import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where exactly one is. ONNX Xor-7. */
export const Xor: Operator = {
  name: 'Xor',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => ((a !== 0) !== (b !== 0) ? 1 : 0)),
  gradient: 'notNumeric',
};
