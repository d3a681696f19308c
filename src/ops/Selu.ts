import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import { add, compare, multiply, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** gamma·x where x > 0, else gamma·alpha·(eˣ − 1) (Klambauer et al. 2017). ONNX Selu-6. */
export const Selu: Operator = {
  name: 'Selu',
  infer: inferUnary,
  evaluate(context) {
    const { alpha, gamma } = settingsOf(context.attributes);
    return evaluateUnary(context, (x) => gamma * (x > 0 ? x : alpha * Math.expm1(x)));
  },
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) => {
    const { alpha, gamma } = settingsOf(attributes);
    return select(
      builder,
      compare(builder, 'Greater', x, 0),
      multiply(builder, dy, gamma),
      // gamma·alpha·eˣ = y + gamma·alpha there
      multiply(builder, dy, add(builder, y, gamma * alpha)),
    );
  }),
};

/** Defaults of the specification, which are the float32 values of the paper's constants. */
function settingsOf(attributes: Attributes): { alpha: number; gamma: number } {
  return {
    alpha: floatAttribute(attributes, 'alpha', 1.6732631921768188),
    gamma: floatAttribute(attributes, 'gamma', 1.0507010221481323),
  };
}
