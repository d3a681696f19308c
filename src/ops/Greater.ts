import type { Operator } from './operator';
import { evaluateBinary, inferComparison } from './support/broadcast';

/** True where a > b. ONNX Greater-13. */
export const Greater: Operator = {
  name: 'Greater',
  infer: inferComparison,
  evaluate: (context) => evaluateBinary(context, (a, b) => (a > b ? 1 : 0)),
  gradient: 'piecewiseConstant',
};
