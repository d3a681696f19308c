import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { drawsOutput, evaluateDrawn, inferDrawnLike } from './support/random';

/** Uniform numbers in [low, high) in the shape of its input. ONNX RandomUniformLike-1. */
export const RandomUniformLike: Operator = {
  name: 'RandomUniformLike',
  draw: drawsOutput((attributes) => ({
    kind: 'uniform',
    low: floatAttribute(attributes, 'low', 0),
    high: floatAttribute(attributes, 'high', 1),
  })),
  infer: inferDrawnLike,
  evaluate(context) {
    const low = floatAttribute(context.attributes, 'low', 0);
    const high = floatAttribute(context.attributes, 'high', 1);
    return evaluateDrawn(context, () => low + (high - low) * context.random());
  },
  gradient: 'piecewiseConstant',
};
