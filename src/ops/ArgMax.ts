import type { Operator } from './operator';
import { evaluateArgument, inferArgument } from './support/argument';

/** Place of the largest element along an axis. ONNX ArgMax-13. */
export const ArgMax: Operator = {
  name: 'ArgMax',
  infer: inferArgument,
  evaluate: (context) => evaluateArgument(context, (candidate, best) => candidate > best),
  gradient: 'piecewiseConstant',
};
