import type { Operator } from './operator';
import { convertElement } from './support/elementType';
import { evaluateUnary, inferUnary } from './support/unary';

/** Every bit of an integer turned round: −x − 1 in two's complement. ONNX BitwiseNot-18. */
export const BitwiseNot: Operator = {
  name: 'BitwiseNot',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => convertElement(-x - 1, context.outputTypes[0].type)),
  gradient: 'notNumeric',
};
