import type { Operator } from './operator';
import { inputTensor } from './support/inputs';
import { evaluateDrawn, inferDrawnLike } from './support/random';

/** 1 with the probability that its input holds, else 0. ONNX Bernoulli-15. */
export const Bernoulli: Operator = {
  name: 'Bernoulli',
  isRandom: true,
  infer: inferDrawnLike,
  evaluate(context) {
    const { data } = inputTensor(context, 0);
    return evaluateDrawn(context, (at) => (context.random() < data[at] ? 1 : 0));
  },
  gradient: 'piecewiseConstant',
};
