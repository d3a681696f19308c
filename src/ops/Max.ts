import type { Operator } from './operator';
import { evaluateFold, inferBroadcast } from './support/broadcast';
import { extremumGradient } from './support/extremum';

/** Largest of any number of inputs with broadcasting. ONNX Max-13. */
export const Max: Operator = {
  name: 'Max',
  infer: inferBroadcast,
  evaluate: (context) => evaluateFold(context, Math.max),
  gradient: extremumGradient,
};
