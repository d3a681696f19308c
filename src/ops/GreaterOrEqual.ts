import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where a ≥ b. ONNX GreaterOrEqual-16. */
export const GreaterOrEqual: Operator = {
  name: 'GreaterOrEqual',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a >= b ? 1 : 0)),
  gradient: 'piecewiseConstant',
};
