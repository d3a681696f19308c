import { float, stringAttribute } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { ValueName } from '../graph/value';
import type { Operator } from './operator';
import { add, multiply, subtractFrom } from './support/emit';
import { errorFunction } from './support/errorFunction';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

const cubic = 0.044715;
const tanhScale = Math.sqrt(2 / Math.PI);

/**
 * x·Φ(x) with the normal distribution Φ, or its approximation ½x(1 + tanh(√(2/π)(x + 0.044715x³))) where
 * `approximate` is `tanh` (Hendrycks & Gimpel 2016). ONNX Gelu-20.
 */
export const Gelu: Operator = {
  name: 'Gelu',
  infer: inferUnary,
  evaluate: (context) =>
    evaluateUnary(
      context,
      stringAttribute(context.attributes, 'approximate', 'none') === 'tanh'
        ? (x) => 0.5 * x * (1 + Math.tanh(tanhScale * (x + cubic * x ** 3)))
        : (x) => 0.5 * x * (1 + errorFunction(x / Math.SQRT2)),
    ),
  gradient: unaryGradient(({ builder, attributes, x, dy }) =>
    multiply(
      builder,
      dy,
      stringAttribute(attributes, 'approximate', 'none') === 'tanh'
        ? tanhSlope(builder, x)
        : exactSlope(builder, x),
    ),
  ),
};

/**
 * Φ(x) + x·φ(x), with u = x/√2: ½ + ½·erf(u) + u·exp(−u² − ½ ln π). Written to pass over the elements as seldom as can be: the
 * hard sigmoid is ½ + ½·erf, which leaves no value to cut off, in one operator.
 */
function exactSlope(builder: GraphBuilder, x: ValueName): ValueName {
  const u = multiply(builder, x, Math.SQRT1_2);
  const cumulative = builder.add('HardSigmoid', [builder.add('Erf', [u])], {
    alpha: float(0.5),
    beta: float(0.5),
  });
  const density = builder.add('Exp', [
    subtractFrom(builder, -Math.log(Math.PI) / 2, multiply(builder, u, u)),
  ]);
  return add(builder, cumulative, multiply(builder, u, density));
}

/** ½(1 + t) + ½x(1 − t²)·√(2/π)(1 + 3·0.044715x²) with t the hyperbolic tangent above */
function tanhSlope(builder: GraphBuilder, x: ValueName): ValueName {
  const square = multiply(builder, x, x);
  const inside = multiply(builder, x, add(builder, multiply(builder, square, tanhScale * cubic), tanhScale));
  const t = builder.add('Tanh', [inside]);
  const insideSlope = add(builder, multiply(builder, square, 3 * tanhScale * cubic), tanhScale);
  const tail = multiply(
    builder,
    multiply(builder, x, subtractFrom(builder, 1, multiply(builder, t, t))),
    insideSlope,
  );
  return multiply(builder, add(builder, add(builder, t, 1), tail), 0.5);
}
