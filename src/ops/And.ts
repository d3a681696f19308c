import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where both are. ONNX And-7. */
export const And: Operator = {
  name: 'And',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a !== 0 && b !== 0 ? 1 : 0)),
  gradient: 'notNumeric',
};
