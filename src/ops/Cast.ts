import { intAttribute } from '../graph/attributes';
import { isFloatingPoint } from '../graph/dataType';
import type { Operator } from './operator';
import { cast } from './support/emit';
import { convertElement, elementTypeOf } from './support/elementType';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Changes the element type; the attribute `to` is ONNX's number of it. The reference engine computes in float64, so it does
 * not round between floating-point types. ONNX Cast-21.
 */
export const Cast: Operator = {
  name: 'Cast',
  infer(context) {
    const { shape } = requiredInput(context, 0);
    return [{ type: elementTypeOf(intAttribute(context.attributes, 'to', 1)), shape }];
  },
  evaluate(context) {
    const [output] = context.outputTypes;
    return [{ ...output, data: inputTensor(context, 0).data.map((x) => convertElement(x, output.type)) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const { type } = builder.value(node.inputs[0]);
    return [isFloatingPoint(type) ? () => cast(builder, gradient!, type) : undefined];
  },
};
