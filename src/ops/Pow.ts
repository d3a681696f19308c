import type { Operator } from './operator';
import { convertElement } from './support/elementType';
import { commonShape, evaluateBinary, sumTo } from './support/broadcast';
import { compare, multiply, select, subtract } from './support/emit';
import { requiredInput } from './support/inputs';

/** a to the power b with broadcasting; the result has the type of a. ONNX Pow-15. */
export const Pow: Operator = {
  name: 'Pow',
  infer(context) {
    const [a, b] = [requiredInput(context, 0), requiredInput(context, 1)];
    return [{ type: a.type, shape: commonShape(context.operator, [a, b]) }];
  },
  evaluate(context) {
    const [{ type }] = context.outputTypes;
    return evaluateBinary(context, (a, b) => convertElement(a ** b, type));
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [a, b] = node.inputs;
    const dy = gradient!;
    const exponent = builder.constantOf(b);
    return [
      () => {
        const { shape } = builder.value(a);
        if (exponent?.data.length === 1 && exponent.data[0] === 2) {
          return sumTo(builder, multiply(builder, dy, multiply(builder, a, 2)), shape);
        }
        const lower = builder.add('Pow', [a, subtract(builder, b, 1)]);
        return sumTo(builder, multiply(builder, dy, multiply(builder, lower, b)), shape);
      },
      () => {
        // 0 to a positive power does not depend on the power, though log 0 is −∞.
        const logarithm = builder.add('Log', [select(builder, compare(builder, 'Equal', a, 0), 1, a)]);
        const change = multiply(builder, node.outputs[0], logarithm);
        return sumTo(builder, multiply(builder, dy, change), builder.value(b).shape);
      },
    ];
  },
};
