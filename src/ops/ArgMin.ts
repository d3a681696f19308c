import type { Operator } from './operator';
import { evaluateArgument, inferArgument } from './support/argument';

/** Place of the smallest element along an axis. ONNX ArgMin-13. */
export const ArgMin: Operator = {
  name: 'ArgMin',
  infer: inferArgument,
  evaluate: (context) => evaluateArgument(context, (candidate, best) => candidate < best),
  gradient: 'piecewiseConstant',
};
