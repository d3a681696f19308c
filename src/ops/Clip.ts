import type { Operator } from './operator';
import { cast, compare, multiply } from './support/emit';
import { inputTensor } from './support/inputs';
import { inferUnary } from './support/unary';

/** x limited to [min, max]; either scalar input may be left out. The gradient passes where x is within. ONNX Clip-13. */
export const Clip: Operator = {
  name: 'Clip',
  infer: inferUnary,
  evaluate(context) {
    const { data } = inputTensor(context, 0);
    const low = context.inputs[1]?.data[0] ?? -Infinity;
    const high = context.inputs[2]?.data[0] ?? Infinity;
    return [{ ...context.outputTypes[0], data: data.map((x) => Math.min(Math.max(x, low), high)) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const [x, y] = [node.inputs[0], node.outputs[0]];
      const isWithin = compare(builder, 'Equal', x, y);
      return multiply(builder, gradient!, cast(builder, isWithin, builder.value(x).type));
    },
  ],
};
