import type { Operator } from './operator';
import { evaluateFold, inferBroadcast } from './support/broadcast';
import { extremumGradient } from './support/extremum';

/** Smallest of any number of inputs with broadcasting. ONNX Min-13. */
export const Min: Operator = {
  name: 'Min',
  infer: inferBroadcast,
  evaluate: (context) => evaluateFold(context, Math.min),
  gradient: extremumGradient,
};
