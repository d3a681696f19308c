import type { Operator } from './operator';
import { add, compare, multiply, select } from './support/emit';
import { evaluateUnary, inferUnary, unaryGradient } from './support/unary';

/** x·clip(x/6 + 1/2, 0, 1) (Howard et al. 2019). ONNX HardSwish-14. */
export const HardSwish: Operator = {
  name: 'HardSwish',
  infer: inferUnary,
  evaluate: (context) => evaluateUnary(context, (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5))),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const between = multiply(builder, dy, add(builder, multiply(builder, x, 1 / 3), 0.5));
    return select(
      builder,
      compare(builder, 'GreaterOrEqual', x, 3),
      dy,
      select(builder, compare(builder, 'LessOrEqual', x, -3), 0, between),
    );
  }),
};
