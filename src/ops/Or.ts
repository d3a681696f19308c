import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where either is. ONNX Or-7. */
export const Or: Operator = {
  name: 'Or',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a !== 0 || b !== 0 ? 1 : 0)),
  gradient: 'notNumeric',
};
