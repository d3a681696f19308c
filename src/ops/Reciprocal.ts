import type { Operator } from './operator';
import { multiply } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** 1 / x; its derivative is −y². ONNX Reciprocal-13. */
export const Reciprocal: Operator = {
  name: 'Reciprocal',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => 1 / x),
  gradient: unaryGradient(({ builder, y, dy }) =>
    builder.add('Neg', [multiply(builder, dy, multiply(builder, y, y))]),
  ),
};
