import type { Operator } from './operator';
import { broadcastData, commonShape, sumTo } from './support/broadcast';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/** Broadcasts to the common shape of the input and input 1 (a constant). ONNX Expand-13. */
export const Expand: Operator = {
  name: 'Expand',
  infer(context) {
    const input = requiredInput(context, 0);
    const target = { type: input.type, shape: Array.from(constantInput(context, 1).data) };
    return [{ type: input.type, shape: commonShape(context.operator, [input, target]) }];
  },
  evaluate(context) {
    const [output] = context.outputTypes;
    return [{ ...output, data: broadcastData(inputTensor(context, 0), output.shape) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => sumTo(builder, gradient!, builder.value(node.inputs[0]).shape),
  ],
};
