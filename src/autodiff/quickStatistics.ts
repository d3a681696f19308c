import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { addCast } from './cast';
import { rowsOf } from './rows';

/**
 * Vectors of {@link addQuickStatistics}, each over the rows of the value seen as a matrix: Σx, Σx², min, max, and how many
 * elements are not 0 (the last over some columns instead).
 */
export const quickNames = ['sum', 'squares', 'min', 'max', 'nonZero'] as const;

/** Vectors of {@link addQuickNorm}: Σx², and what tells whether squares were too small for float32. */
export const quickNormNames = ['squares', 'min', 'max'] as const;

/** Columns whose elements are counted apart: enough for a product of matrices to be fast. */
const countColumns = 64;

/**
 * The vectors named by `quickNames`, to be added up by whoever reads them. Reads the value five times, in forms that run at the
 * speed of memory; but the variance that follows from the two sums is exact only where the mean is not far from zero and no
 * square leaves the range of float32. `readProbes.ts` tells from the numbers whether that was so.
 */
export function addQuickStatistics(builder: GraphBuilder, value: ValueName): ValueName[] {
  const x = addCast(builder, value, 'float32');
  const matrix = asRows(builder, x);
  const count = elementCount(builder.value(x).shape);
  const columns = count % countColumns === 0 ? countColumns : 1;
  const isNonZero = builder.add('Reshape', [
    addCast(builder, matrix, 'bool'),
    builder.int64s([count / columns, columns]),
  ]);
  return [
    ...addRowStatistics(builder, matrix, ['sum']),
    ...normVectors(builder, matrix),
    reduce(builder, 'ReduceSum', addCast(builder, isNonZero, 'float32'), 0),
  ];
}

/** The vectors that are named of a matrix of float32, each over its rows. */
export function addRowStatistics(
  builder: GraphBuilder,
  matrix: ValueName,
  names: readonly (typeof quickNames)[number][],
): ValueName[] {
  return names.map((name) => {
    const reduced =
      name === 'nonZero' ? addCast(builder, addCast(builder, matrix, 'bool'), 'float32') : matrix;
    return reduce(builder, rowReductions[name], reduced, 1);
  });
}

const rowReductions = {
  sum: 'ReduceSum',
  squares: 'ReduceSumSquare',
  min: 'ReduceMin',
  max: 'ReduceMax',
  nonZero: 'ReduceSum',
} as const satisfies Readonly<Record<(typeof quickNames)[number], string>>;

/** The vectors named by `quickNormNames`. */
export function addQuickNorm(builder: GraphBuilder, value: ValueName): ValueName[] {
  return normVectors(builder, asRows(builder, addCast(builder, value, 'float32')));
}

function normVectors(builder: GraphBuilder, matrix: ValueName): ValueName[] {
  return addRowStatistics(builder, matrix, quickNormNames);
}

function asRows(builder: GraphBuilder, value: ValueName): ValueName {
  const count = elementCount(builder.value(value).shape);
  const rows = rowsOf(count);
  return builder.add('Reshape', [value, builder.int64s([rows, count / rows])]);
}

function reduce(builder: GraphBuilder, operator: string, matrix: ValueName, axis: 0 | 1): ValueName {
  return builder.add(operator, [matrix, builder.int64s([axis])], { keepdims: int(0) });
}
