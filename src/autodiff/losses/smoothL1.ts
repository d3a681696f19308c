import { divide } from '../../ops/support/emit';
import { elementwise } from './elementwise';
import { huberOf } from './huber';
import type { Loss } from './loss';

/**
 * Mean over all elements of d²/(2β) where |d| < β and of |d| − β/2 elsewhere, d being prediction − target, as
 * `torch.nn.functional.smooth_l1_loss` with β > 0 (Girshick 2015): the Huber loss divided by β.
 */
export function smoothL1(beta: number): Loss {
  return elementwise('The smooth L1 loss', { kind: 'numbers' }, (builder, prediction, target) =>
    divide(builder, huberOf(builder, builder.add('Sub', [prediction, target]), beta), beta),
  );
}
