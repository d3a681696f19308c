import type { GraphBuilder } from '../../graph/builder';
import type { ValueName } from '../../graph/value';
import { add, multiply } from '../../ops/support/emit';
import type { UpdateRequest } from './optimizer';

/** g + λθ: weight decay as part of the gradient (L2 penalty). */
export function decayedGradient(
  builder: GraphBuilder,
  { gradient, parameter }: UpdateRequest,
  weightDecay: number,
): ValueName {
  return weightDecay === 0 ? gradient : add(builder, gradient, multiply(builder, parameter, weightDecay));
}

/** θ(1 − ηλ): decoupled weight decay (Loshchilov & Hutter 2019); the scalar `shrinkage` is 1 − ηλ. */
export function shrunkParameter(
  builder: GraphBuilder,
  { parameter, scalar }: UpdateRequest,
  weightDecay: number,
): ValueName {
  return weightDecay === 0 ? parameter : multiply(builder, parameter, scalar('shrinkage'));
}

export function shrinkage(weightDecay: number): Record<string, (step: number, rate: number) => number> {
  return weightDecay === 0 ? {} : { shrinkage: (_, rate) => 1 - rate * weightDecay };
}
