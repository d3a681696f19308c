import type { Operator } from './operator';
import { drawsOutput, evaluateDrawn, inferDrawn } from './support/random';

/** A permutation of 0 … length − 1; the attribute `shape` holds the length. In the domain `skipline`. */
export const RandomPermutation: Operator = {
  name: 'RandomPermutation',
  domain: 'skipline',
  draw: drawsOutput(() => ({ kind: 'randperm' })),
  infer: inferDrawn,
  evaluate(context) {
    const [{ shape }] = context.outputTypes;
    const order = Array.from({ length: shape[0] }, (_, at) => at);
    for (let at = 0; at < order.length - 1; at++) {
      const other = at + Math.floor((order.length - at) * context.random());
      [order[at], order[other]] = [order[other], order[at]];
    }
    return evaluateDrawn(context, (at) => order[at]);
  },
  gradient: 'piecewiseConstant',
};
