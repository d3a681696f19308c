import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Shape as Extents } from '../graph/shape';
import type { Operator } from './operator';
import { inputTensor, requiredInput } from './support/inputs';

/** Extents of the axes from `start` to before `end`, both of which may count from the end. ONNX Shape-21. */
export const Shape: Operator = {
  name: 'Shape',
  infer: (context) => [
    { type: 'int64', shape: [extentsOf(context.attributes, requiredInput(context, 0).shape).length] },
  ],
  evaluate: (context) => [
    {
      ...context.outputTypes[0],
      data: Float64Array.from(extentsOf(context.attributes, inputTensor(context, 0).shape)),
    },
  ],
  gradient: 'notNumeric',
};

/** Array.prototype.slice has ONNX's rules: bounds beyond the ends are moved to them. */
function extentsOf(attributes: Attributes, shape: Extents): Extents {
  return shape.slice(intAttribute(attributes, 'start', 0), intAttribute(attributes, 'end', shape.length));
}
