import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { ValueName } from '../graph/value';
import { addCast } from './cast';
import { rowReduction } from './rowReduction';

/** Elements of the vector of {@link addQuickStatistics}: Σx, Σx², and how many elements are not 0. */
export const quickNames = ['sum', 'squares', 'min', 'max', 'nonZero'] as const;

/**
 * The vector named by `quickNames`. Reads the value five times, in forms that run at the speed of memory; but the variance
 * that follows from the two sums is exact only where the mean is not far from zero and no square leaves the range of
 * float32. {@link readProbes} tells from the numbers whether that was so.
 */
export function addQuickStatistics(builder: GraphBuilder, value: ValueName): ValueName {
  const x = addCast(builder, value, 'float32');
  const { matrix, reduce } = rowReduction(builder, x);
  return builder.add(
    'Concat',
    [
      reduce('ReduceSum', matrix),
      reduce('ReduceSumSquare', matrix, 'ReduceSum'),
      reduce('ReduceMin', matrix),
      reduce('ReduceMax', matrix),
      reduce('ReduceSum', addCast(builder, addCast(builder, matrix, 'bool'), 'float32')),
    ],
    { axis: int(0) },
  );
}

/** Elements of the vector of {@link addQuickNorm}. */
export const quickNormNames = ['squares', 'min', 'max'] as const;

/** The vector named by `quickNormNames`: Σx², and what tells whether squares were too small for float32. */
export function addQuickNorm(builder: GraphBuilder, value: ValueName): ValueName {
  const { matrix, reduce } = rowReduction(builder, addCast(builder, value, 'float32'));
  return builder.add(
    'Concat',
    [
      reduce('ReduceSumSquare', matrix, 'ReduceSum'),
      reduce('ReduceMin', matrix),
      reduce('ReduceMax', matrix),
    ],
    { axis: int(0) },
  );
}
