import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where a = b. ONNX Equal-19. */
export const Equal: Operator = {
  name: 'Equal',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a === b ? 1 : 0)),
  gradient: 'piecewiseConstant',
};
