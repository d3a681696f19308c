import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** max(0, x); the gradient at 0 is 0. It is written with the output, whose sign is the mask. ONNX Relu-14. */
export const Relu: Operator = {
  name: 'Relu',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => Math.max(0, x)),
  gradient: unaryGradient(({ builder, y, dy }) => multiply(builder, dy, builder.add('Sign', [y]))),
};
