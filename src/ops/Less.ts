import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where a < b. ONNX Less-13. */
export const Less: Operator = {
  name: 'Less',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a < b ? 1 : 0)),
  gradient: 'piecewiseConstant',
};
