import type { Operator } from './operator';
import { evaluateUnary, inferPredicate } from './support/unary';

/** Logical negation. ONNX Not-1. */
export const Not: Operator = {
  name: 'Not',
  infer: inferPredicate,
  evaluate: (context) => evaluateUnary(context, (x) => (x === 0 ? 1 : 0)),
  gradient: 'notNumeric',
};
