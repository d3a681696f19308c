import { isFloatingPoint } from '../graph/dataType';
import type { Operator } from './operator';
import { cast } from './support/emit';
import { convertElement } from './support/elementType';
import { inputTensor, requiredInput } from './support/inputs';

/** Changes the element type to that of input 1. ONNX CastLike-19. */
export const CastLike: Operator = {
  name: 'CastLike',
  infer: (context) => [{ type: requiredInput(context, 1).type, shape: requiredInput(context, 0).shape }],
  evaluate(context) {
    const [output] = context.outputTypes;
    return [{ ...output, data: inputTensor(context, 0).data.map((x) => convertElement(x, output.type)) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const { type } = builder.value(node.inputs[0]);
    return [isFloatingPoint(type) ? () => cast(builder, gradient!, type) : undefined];
  },
};
