import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import { tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import { addCast } from './cast';
import type { ProbeRow, ProbeTable } from './trainingGraph';

/** A row of the table and the value that it is a statistic of. */
export interface Probe {
  readonly row: ProbeRow;
  readonly value: ValueName;
}

/**
 * Adds the reductions that make the statistics of all probes, as one float32 matrix with a row per probe.
 * A value that several rows name is reduced once. Rows of parameter gradients hold l2 alone, the rest of them is NaN.
 */
export function addProbes(builder: GraphBuilder, probes: readonly Probe[]): ProbeTable {
  const known = new Map<string, ValueName>();
  const rows = probes.map(({ row, value }) => {
    const normOnly = row.kind === 'parameterGradient';
    const key = `${normOnly ? 'norm' : 'all'} ${value}`;
    const made = known.get(key) ?? (normOnly ? addNormRow(builder, value) : addRow(builder, value));
    known.set(key, made);
    return made;
  });
  return {
    value: rows.length === 1 ? rows[0] : builder.add('Concat', rows, { axis: int(0) }),
    rows: probes.map(({ row }) => row),
  };
}

/** [1, 7]: the statistics of one value, in the order of `statisticNames`. */
function addRow(builder: GraphBuilder, value: ValueName): ValueName {
  const count = elementCount(builder.value(value).shape);
  const flat = builder.add('Reshape', [addCast(builder, value, 'float32'), builder.int64s([1, count])]);
  const axis = builder.int64s([1]);
  const reduce = (operator: string, input: ValueName): ValueName => builder.add(operator, [input, axis]);
  const fraction = builder.scalar('float32', 1 / count);

  const mean = reduce('ReduceMean', flat);
  const centred = builder.add('Sub', [flat, mean]);
  const variance = builder.add('Mul', [reduce('ReduceSumSquare', centred), fraction]);
  const isZero = builder.add('Equal', [flat, builder.scalar('float32', 0)]);
  const zeros = reduce('ReduceMean', addCast(builder, isZero, 'float32'));
  // 0·x is NaN exactly where x is NaN or infinite.
  const isNotFinite = builder.add('IsNaN', [builder.add('Mul', [flat, builder.scalar('float32', 0)])]);
  const nonFinite = reduce('ReduceSum', addCast(builder, isNotFinite, 'float32'));
  return builder.add(
    'Concat',
    [
      mean,
      builder.add('Sqrt', [variance]),
      reduce('ReduceL2', flat),
      reduce('ReduceMin', flat),
      reduce('ReduceMax', flat),
      zeros,
      nonFinite,
    ],
    { axis: int(1) },
  );
}

/** [1, 7]: l2 in its place, NaN elsewhere. */
function addNormRow(builder: GraphBuilder, value: ValueName): ValueName {
  const count = elementCount(builder.value(value).shape);
  const flat = builder.add('Reshape', [addCast(builder, value, 'float32'), builder.int64s([1, count])]);
  const norm = builder.add('ReduceL2', [flat, builder.int64s([1])]);
  const unknown = (columns: number): ValueName =>
    builder.constant(tensor('float32', [1, columns], new Array<number>(columns).fill(Number.NaN)));
  return builder.add('Concat', [unknown(2), norm, unknown(4)], { axis: int(1) });
}
