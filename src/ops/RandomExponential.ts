import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { drawsOutput, evaluateDrawn, inferDrawn } from './support/random';

/** Numbers of the exponential distribution of the given `rate` in the shape that an attribute names; in the domain `skipline`. */
export const RandomExponential: Operator = {
  name: 'RandomExponential',
  domain: 'skipline',
  draw: drawsOutput((attributes) => ({ kind: 'exponential', rate: floatAttribute(attributes, 'rate', 1) })),
  infer: inferDrawn,
  evaluate(context) {
    const rate = floatAttribute(context.attributes, 'rate', 1);
    return evaluateDrawn(context, () => -Math.log1p(-context.random()) / rate);
  },
  gradient: 'piecewiseConstant',
};
