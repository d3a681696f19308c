import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where a ≤ b. ONNX LessOrEqual-16. */
export const LessOrEqual: Operator = {
  name: 'LessOrEqual',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a <= b ? 1 : 0)),
  gradient: 'piecewiseConstant',
};
