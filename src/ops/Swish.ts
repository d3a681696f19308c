import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { add, multiply, subtractFrom } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x·σ(alpha·x); SiLU with alpha = 1 (Ramachandran, Zoph & Le 2017). ONNX Swish-24. */
export const Swish: Operator = {
  name: 'Swish',
  since: 24,
  infer: inferUnary,
  evaluate(context) {
    const alpha = floatAttribute(context.attributes, 'alpha', 1);
    return evaluateUnary(context, (x) => x / (1 + Math.exp(-alpha * x)));
  },
  gradient: unaryGradient(({ builder, attributes, x, dy }) => {
    // σ + alpha·x·σ(1 − σ)
    const inside = multiply(builder, x, floatAttribute(attributes, 'alpha', 1));
    const sigma = builder.add('Sigmoid', [inside]);
    const slope = multiply(
      builder,
      sigma,
      add(builder, multiply(builder, inside, subtractFrom(builder, 1, sigma)), 1),
    );
    return multiply(builder, dy, slope);
  }),
};
