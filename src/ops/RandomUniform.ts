import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { drawsOutput, evaluateDrawn, inferDrawn } from './support/random';

/** Uniform numbers in [low, high) in the shape that an attribute names. ONNX RandomUniform-1. */
export const RandomUniform: Operator = {
  name: 'RandomUniform',
  draw: drawsOutput((attributes) => ({
    kind: 'uniform',
    low: floatAttribute(attributes, 'low', 0),
    high: floatAttribute(attributes, 'high', 1),
  })),
  infer: inferDrawn,
  evaluate(context) {
    const low = floatAttribute(context.attributes, 'low', 0);
    const high = floatAttribute(context.attributes, 'high', 1);
    return evaluateDrawn(context, () => low + (high - low) * context.random());
  },
  gradient: 'piecewiseConstant',
};
