import type { Operator } from './operator';
import { multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** 1 / (1 + e⁻ˣ). ONNX Sigmoid-13. */
export const Sigmoid: Operator = {
  name: 'Sigmoid',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => 1 / (1 + Math.exp(-x))),
  gradient: unaryGradient(({ builder, y, dy }) =>
    multiply(builder, multiply(builder, dy, y), subtractFrom(builder, 1, y)),
  ),
};
