import { floatAttribute, intAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { elementTypeNumber, elementTypeOf } from './support/elementType';
import { inputTensor, requiredInput } from './support/inputs';

/** Uniform numbers in [low, high) in the shape of its input. ONNX RandomUniformLike-1. */
export const RandomUniformLike: Operator = {
  name: 'RandomUniformLike',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [
      { type: elementTypeOf(intAttribute(context.attributes, 'dtype', elementTypeNumber(type))), shape },
    ];
  },
  evaluate(context) {
    const low = floatAttribute(context.attributes, 'low', 0);
    const high = floatAttribute(context.attributes, 'high', 1);
    const data = inputTensor(context, 0).data.map(() => low + (high - low) * context.random());
    return [{ ...context.outputTypes[0], data }];
  },
  gradient: 'piecewiseConstant',
};
