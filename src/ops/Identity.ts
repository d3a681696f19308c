import type { Operator } from './operator';
import { inputTensor } from './support/inputs';
import { inferUnary, unaryGradient } from './support/unary';

/** Its input. ONNX Identity-21. */
export const Identity: Operator = {
  name: 'Identity',
  infer: inferUnary,
  evaluate: (context) => [inputTensor(context, 0)],
  gradient: unaryGradient(({ dy }) => dy),
};
