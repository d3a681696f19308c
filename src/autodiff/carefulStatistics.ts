import { float, int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import { filled, tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import { addCast } from './cast';
import { rowReduction } from './rowReduction';

/** Elements of the vector of {@link addCarefulStatistics}: `squares` = Σ((x − mean)/deviation)², `deviation` = max |x − mean|. */
export const carefulNames = ['mean', 'deviation', 'squares', 'min', 'max', 'nonZero', 'nonFinite'] as const;

/** Below this the reciprocal of a float32 would be infinite. */
const tiny = 1e-37;

/**
 * The vector named by `carefulNames`, which is right for all that float32 can hold: the mean is taken away before anything
 * is squared, no square leaves the range of float32, and elements that are not finite are counted. Where one is NaN or
 * infinite, mean and deviation are so too. Reads the value about ten times.
 */
export function addCarefulStatistics(builder: GraphBuilder, value: ValueName): ValueName {
  const x = addCast(builder, value, 'float32');
  const count = elementCount(builder.value(x).shape);
  const { matrix, reduce } = rowReduction(builder, x);
  const mean = reduce('ReduceMean', matrix);
  const min = reduce('ReduceMin', matrix);
  const max = reduce('ReduceMax', matrix);
  const deviation = builder.add('Max', [
    builder.add('Sub', [max, mean]),
    builder.add('Sub', [mean, min]),
    builder.constant(tensor('float32', [1], [tiny])),
  ]);
  // 0·x is NaN exactly where x is NaN or infinite.
  const zero = builder.constant(filled('float32', [1], 0));
  const isBroken = builder.add('IsNaN', [builder.add('Mul', [deviation, zero])]);
  const unlessBroken = (numbers: ValueName): ValueName => builder.add('Where', [isBroken, zero, numbers]);
  // (x − mean)/deviation in one pass, which no elementwise operator does; 0·x where an element is not finite.
  const centred = builder.add(
    'BatchNormalization',
    [
      builder.add('Reshape', [x, builder.int64s([1, 1, count])]),
      unlessBroken(builder.add('Reciprocal', [deviation])),
      zero,
      unlessBroken(mean),
      builder.constant(filled('float32', [1], 1)),
    ],
    { epsilon: float(0) },
  );
  const centredMatrix = builder.add('Reshape', [centred, builder.int64s([...builder.value(matrix).shape])]);
  const squares = reduce('ReduceSumSquare', centredMatrix, 'ReduceSum');
  const nonZero = reduce('ReduceSum', addCast(builder, addCast(builder, matrix, 'bool'), 'float32'));
  const broken = addCast(builder, builder.add('IsNaN', [centredMatrix]), 'float32');
  const nonFinite = reduce('ReduceSum', broken);
  return builder.add('Concat', [mean, deviation, squares, min, max, nonZero, nonFinite], { axis: int(0) });
}

/** [1]: √Σx², summed in float64, whose range no square of a float32 leaves. */
export function addCarefulNorm(builder: GraphBuilder, value: ValueName): ValueName {
  const flat = builder.add('Reshape', [value, builder.int64s([-1])]);
  const squares = builder.add('ReduceSumSquare', [addCast(builder, flat, 'float64'), builder.int64s([0])]);
  return addCast(builder, builder.add('Sqrt', [squares]), 'float32');
}
