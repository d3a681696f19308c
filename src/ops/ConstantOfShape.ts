import { tensorAttributeOf } from '../graph/attributes';
import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { constantInput } from './support/inputs';

/** A tensor of the shape in input 0 (a constant), filled with the attribute `value` (default float 0). ONNX ConstantOfShape-21. */
export const ConstantOfShape: Operator = {
  name: 'ConstantOfShape',
  infer: (context) => [
    {
      type: tensorAttributeOf(context.attributes, 'value')?.type ?? 'float32',
      shape: Array.from(constantInput(context, 0).data),
    },
  ],
  evaluate(context) {
    const [output] = context.outputTypes;
    const value = tensorAttributeOf(context.attributes, 'value')?.data[0] ?? 0;
    return [{ ...output, data: new Float64Array(elementCount(output.shape)).fill(value) }];
  },
  gradient: 'notNumeric',
};
