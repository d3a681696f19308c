import { intAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { drawsOutput, evaluateDrawn, inferDrawn } from './support/random';

/** Whole numbers from `low` up to, not including, `high`, in the shape that an attribute names; in the domain `skipline`. */
export const RandomIntegers: Operator = {
  name: 'RandomIntegers',
  domain: 'skipline',
  draw: drawsOutput((attributes) => ({
    kind: 'randint',
    low: intAttribute(attributes, 'low', 0),
    high: intAttribute(attributes, 'high', 1),
  })),
  infer: inferDrawn,
  evaluate(context) {
    const low = intAttribute(context.attributes, 'low', 0);
    const high = intAttribute(context.attributes, 'high', 1);
    return evaluateDrawn(context, () => low + Math.floor((high - low) * context.random()));
  },
  gradient: 'piecewiseConstant',
};
