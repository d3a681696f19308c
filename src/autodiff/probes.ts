import { float, int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import { filled, int64s, tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import { addCast } from './cast';
import { rowsOf } from './rows';
import type { ProbeRow, ProbeTable } from './trainingGraph';

/** A row of the table and the value that it is a statistic of. */
export interface Probe {
  readonly row: ProbeRow;
  readonly value: ValueName;
}

/**
 * Adds the reductions that make the statistics of all probes, as one float32 matrix with a row per probe.
 *
 * A value that several rows name is reduced once. Rows of parameter gradients hold l2 alone, the rest of them is NaN.
 * Every value is read six times, each time at the speed of memory: that decides the forms below, which were chosen by
 * measuring onnxruntime's kernels. Where an element is NaN or infinite, mean, std and l2 are so too.
 */
export function addProbes(builder: GraphBuilder, probes: readonly Probe[]): ProbeTable | undefined {
  const values = distinct(probes.filter(({ row }) => row.kind !== 'parameterGradient'));
  const gradients = distinct(probes.filter(({ row }) => row.kind === 'parameterGradient'));
  const blocks: ValueName[] = [];
  if (values.length > 0) {
    blocks.push(addStatistics(builder, values));
  }
  if (gradients.length > 0) {
    blocks.push(addNorms(builder, gradients));
  }
  if (blocks.length === 0) {
    return undefined;
  }
  const all = concat(builder, blocks, 0);
  const places = probes.map(({ row, value }) =>
    row.kind === 'parameterGradient' ? values.length + gradients.indexOf(value) : values.indexOf(value),
  );
  return {
    value: builder.add('Gather', [all, builder.constant(int64s(places))], { axis: int(0) }),
    rows: probes.map(({ row }) => row),
  };
}

function distinct(probes: readonly Probe[]): ValueName[] {
  return [...new Set(probes.map(({ value }) => value))];
}

/** Below this the reciprocal of a float32 would be infinite. */
const tiny = 1e-37;

/** [values, 7] in the order of `statisticNames`. */
function addStatistics(builder: GraphBuilder, values: readonly ValueName[]): ValueName {
  const sums = concat(
    builder,
    values.map((value) => addSums(builder, value)),
    0,
  );
  const rows = values.length;
  const matrix = builder.add('Reshape', [sums, builder.int64s([rows, sumNames.length])]);
  const [mean, deviation, squares, min, max, nonZero, nonFinite] = builder.addNode({
    operator: 'Split',
    inputs: [matrix],
    attributes: { axis: int(1), num_outputs: int(sumNames.length) },
    outputCount: sumNames.length,
  });
  const column = (numbers: readonly number[]): ValueName =>
    builder.constant(tensor('float32', [rows, 1], numbers));
  const counts = values.map((value) => elementCount(builder.value(value).shape));
  const inverseCounts = column(counts.map((count) => 1 / count));

  const std = builder.add('Mul', [
    deviation,
    builder.add('Sqrt', [builder.add('Mul', [squares, inverseCounts])]),
  ]);
  const l2 = builder.add('Mul', [
    column(counts.map((count) => Math.sqrt(count))),
    addHypotenuse(builder, mean, std),
  ]);
  const zeros = builder.add('Mul', [builder.add('Sub', [column(counts), nonZero]), inverseCounts]);
  return concat(builder, [mean, std, l2, min, max, zeros, nonFinite], 1);
}

/** √(a² + b²) without needless overflow and underflow; b ≥ 0. */
function addHypotenuse(builder: GraphBuilder, a: ValueName, b: ValueName): ValueName {
  const larger = builder.add('Max', [builder.add('Abs', [a]), b, builder.scalar('float32', tiny)]);
  const square = (value: ValueName): ValueName => {
    const ratio = builder.add('Div', [value, larger]);
    return builder.add('Mul', [ratio, ratio]);
  };
  const root = builder.add('Sqrt', [builder.add('Add', [square(a), square(b)])]);
  return builder.add('Mul', [larger, root]);
}

/** What {@link addSums} gives: `squares` = Σ((x − mean)/deviation)² with `deviation` = max |x − mean|. */
const sumNames = ['mean', 'deviation', 'squares', 'min', 'max', 'nonZero', 'nonFinite'] as const;

/** [7]: the reductions of one value, named by `sumNames`. */
function addSums(builder: GraphBuilder, value: ValueName): ValueName {
  const x = addCast(builder, value, 'float32');
  const count = elementCount(builder.value(x).shape);
  const rows = rowsOf(count);
  const reshape = (input: ValueName, shape: readonly number[]): ValueName =>
    builder.add('Reshape', [input, builder.int64s(shape)]);
  const reduce = (operator: string, input: ValueName): ValueName => {
    const byRow = builder.add(operator, [input, builder.int64s([1])], { keepdims: int(0) });
    return rows === 1 ? byRow : builder.add(operator, [byRow, builder.int64s([0])]);
  };
  const matrix = reshape(x, [rows, count / rows]);
  const mean = reduce('ReduceMean', matrix);
  const min = reduce('ReduceMin', matrix);
  const max = reduce('ReduceMax', matrix);

  // Two passes: cancellation is over before anything is squared, and no square leaves the range of float32.
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
      reshape(x, [1, 1, count]),
      unlessBroken(builder.add('Reciprocal', [deviation])),
      zero,
      unlessBroken(mean),
      builder.constant(filled('float32', [1], 1)),
    ],
    { epsilon: float(0) },
  );
  const centredMatrix = reshape(centred, [rows, count / rows]);
  const bySquares = builder.add('ReduceSumSquare', [centredMatrix, builder.int64s([1])], {
    keepdims: int(0),
  });
  const squares = rows === 1 ? bySquares : builder.add('ReduceSum', [bySquares, builder.int64s([0])]);

  const nonZero = reduce('ReduceSum', addCast(builder, addCast(builder, matrix, 'bool'), 'float32'));
  const broken = builder.add('IsNaN', [centredMatrix]);
  const nonFinite = reduce('ReduceSum', addCast(builder, broken, 'float32'));
  return concat(builder, [mean, deviation, squares, min, max, nonZero, nonFinite], 0);
}

/** [values, 7]: l2 in its place, NaN elsewhere. Summed in float64, whose range no square leaves. */
function addNorms(builder: GraphBuilder, values: readonly ValueName[]): ValueName {
  const squares = values.map((value) => {
    const flat = builder.add('Reshape', [value, builder.int64s([-1])]);
    return builder.add('ReduceSumSquare', [addCast(builder, flat, 'float64'), builder.int64s([0])]);
  });
  const norms = addCast(builder, builder.add('Sqrt', [concat(builder, squares, 0)]), 'float32');
  const rows = values.length;
  const unknown = (columns: number): ValueName =>
    builder.constant(filled('float32', [rows, columns], Number.NaN));
  return concat(
    builder,
    [unknown(2), builder.add('Reshape', [norms, builder.int64s([rows, 1])]), unknown(4)],
    1,
  );
}

function concat(builder: GraphBuilder, parts: readonly ValueName[], axis: number): ValueName {
  return parts.length === 1 ? parts[0] : builder.add('Concat', parts, { axis: int(axis) });
}
