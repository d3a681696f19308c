import type { GraphBuilder } from '../../graph/builder';
import type { ValueName } from '../../graph/value';
import { multiply, subtract } from '../../ops/support/emit';
import { elementwise } from './elementwise';
import type { Loss } from './loss';

/**
 * Mean over all elements of d²/2 where |d| ≤ δ and of δ(|d| − δ/2) elsewhere, d being prediction − target, as
 * `torch.nn.functional.huber_loss` (Huber 1964).
 */
export function huber(delta: number): Loss {
  return elementwise('The Huber loss', { kind: 'numbers' }, (builder, prediction, target) =>
    huberOf(builder, builder.add('Sub', [prediction, target]), delta),
  );
}

/** c(d − c/2) with c = d clipped to [−δ, δ]: both branches in one formula, which also has both gradients. */
export function huberOf(builder: GraphBuilder, difference: ValueName, delta: number): ValueName {
  const { type } = builder.value(difference);
  const clipped = builder.add('Clip', [
    difference,
    builder.scalar(type, -delta),
    builder.scalar(type, delta),
  ]);
  return multiply(builder, clipped, subtract(builder, difference, multiply(builder, clipped, 0.5)));
}
