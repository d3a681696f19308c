import { type Operator, ShapeError } from './operator';
import { broadcastData, commonShape, sumTo } from './support/broadcast';
import { select } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';

/** Input 1 where the condition (input 0) holds, else input 2, with broadcasting. ONNX Where-16. */
export const Where: Operator = {
  name: 'Where',
  infer(context) {
    const [condition, yes, no] = [0, 1, 2].map((index) => requiredInput(context, index));
    if (condition.type !== 'bool') {
      throw new ShapeError(`Where needs a condition of booleans, but it is of ${condition.type}.`);
    }
    if (yes.type !== no.type) {
      throw new ShapeError(`Where cannot combine the element types ${yes.type} and ${no.type}.`);
    }
    return [{ type: yes.type, shape: commonShape(context.operator, [condition, yes, no]) }];
  },
  evaluate(context) {
    const [output] = context.outputTypes;
    const [condition, yes, no] = [0, 1, 2].map((index) =>
      broadcastData(inputTensor(context, index), output.shape),
    );
    return [{ ...output, data: condition.map((holds, element) => (holds !== 0 ? yes : no)[element]) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [condition, yes, no] = node.inputs;
    return [
      undefined,
      () => sumTo(builder, select(builder, condition, gradient!, 0), builder.value(yes).shape),
      () => sumTo(builder, select(builder, condition, 0, gradient!), builder.value(no).shape),
    ];
  },
};
