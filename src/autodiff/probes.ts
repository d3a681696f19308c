import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { addCarefulNorm, addCarefulStatistics } from './carefulStatistics';
import { addQuickNorm, addQuickStatistics } from './quickStatistics';
import type { ProbePlace, ProbeReading, ProbeRow, ProbeTable } from './trainingGraph';

/** A row of the table and the value that it is a statistic of. */
export interface Probe {
  readonly row: ProbeRow;
  readonly value: ValueName;
}

/** Fewer elements than these are read so fast that only the number of nodes counts: the careful form alone is made. */
const quickFrom = 8192;

/** Values whose vectors are put together to one output: few outputs, and none that waits long for its last part. */
const groupSize = 8;

/**
 * Adds the reductions that make the statistics of all probes.
 *
 * A value that several rows name is reduced once; of parameter gradients only the norm is taken. There are two forms: a
 * quick one, exact for ordinary numbers, and a careful one for all. A run fetches one set of outputs or the other; see
 * {@link readProbes}. Each output holds the vectors of some values that come after each other in the graph, so that a
 * runtime can reduce them while they are fresh and need not keep them.
 */
export function addProbes(builder: GraphBuilder, probes: readonly Probe[]): ProbeTable | undefined {
  if (probes.length === 0) {
    return undefined;
  }
  const subjects = new Map<string, Subject>();
  for (const probe of probes) {
    subjects.set(keyOf(probe), { value: probe.value, isNorm: probe.row.kind === 'parameterGradient' });
  }
  const producers = producersOf(builder);
  const positionOf = ({ value }: Subject) => producers.get(value)?.position ?? -1;
  const inOrder = [...subjects].sort(([, a], [, b]) => positionOf(a) - positionOf(b));

  const readings = new Map<string, ProbeReading>();
  const table = { quick: new Set<ValueName>(), careful: new Set<ValueName>() };
  const vectorsIn =
    (vectorsOf: VectorsOf): VectorsOf =>
    (_, subject) => {
      // The statistics of a value belong to the module that makes it.
      const call = producers.get(subject.value)?.call ?? 0;
      builder.origin = { stage: 'probe', call, spans: [] };
      return vectorsOf(builder, subject);
    };
  for (let start = 0; start < inOrder.length; start += groupSize) {
    const group = inOrder.slice(start, start + groupSize);
    const small = addGroup(
      builder,
      group.filter(([, subject]) => !isLarge(builder, subject)),
      vectorsIn(carefulVectors),
    );
    const large = group.filter(([, subject]) => isLarge(builder, subject));
    const quick = addGroup(builder, large, vectorsIn(quickVectors));
    const careful = addGroup(builder, large, vectorsIn(carefulVectors));
    for (const [key, { value, isNorm }] of group) {
      const count = elementCount(builder.value(value).shape);
      const [place] = (careful.places.get(key) ?? small.places.get(key))!;
      readings.set(key, { count, isNorm, careful: place, quick: quick.places.get(key) });
    }
    small.outputs.forEach((output) => table.quick.add(output));
    quick.outputs.forEach((output) => table.quick.add(output));
    [...small.outputs, ...careful.outputs].forEach((output) => table.careful.add(output));
  }
  return {
    quick: [...table.quick],
    careful: [...table.careful],
    rows: probes.map(({ row }) => row),
    readings: probes.map((probe) => readings.get(keyOf(probe))!),
  };
}

/** What is reduced: a value to all statistics, or to its norm alone. */
interface Subject {
  readonly value: ValueName;
  readonly isNorm: boolean;
}

function keyOf({ row, value }: Probe): string {
  return `${row.kind === 'parameterGradient' ? 'norm' : 'all'} ${value}`;
}

function isLarge(builder: GraphBuilder, { value }: Subject): boolean {
  return elementCount(builder.value(value).shape) >= quickFrom;
}

interface Producer {
  readonly position: number;
  readonly call: number;
}

/** Index and module call of the node that makes each value. */
function producersOf(builder: GraphBuilder): ReadonlyMap<ValueName, Producer> {
  return new Map(
    builder
      .finish([])
      .nodes.flatMap(({ outputs, origin: { call } }, position) =>
        outputs.map((output) => [output, { position, call }] as const),
      ),
  );
}

/** The vectors of a value, in the order of their names. */
type VectorsOf = (builder: GraphBuilder, subject: Subject) => readonly ValueName[];

const quickVectors: VectorsOf = (builder, { value, isNorm }) =>
  isNorm ? addQuickNorm(builder, value) : addQuickStatistics(builder, value);

const carefulVectors: VectorsOf = (builder, { value, isNorm }) => [
  isNorm ? addCarefulNorm(builder, value) : addCarefulStatistics(builder, value),
];

/** Puts the vectors of some values one behind the other. No value makes no output. */
function addGroup(
  builder: GraphBuilder,
  group: readonly (readonly [string, Subject])[],
  vectorsOf: VectorsOf,
): { readonly outputs: readonly ValueName[]; readonly places: ReadonlyMap<string, readonly ProbePlace[]> } {
  const made = group.map(([key, subject]) => ({ key, vectors: vectorsOf(builder, subject) }));
  const all = made.flatMap(({ vectors }) => vectors);
  if (all.length === 0) {
    return { outputs: [], places: new Map() };
  }
  const output = all.length === 1 ? all[0] : builder.add('Concat', all, { axis: int(0) });
  let offset = 0;
  const placeOf = (vector: ValueName): ProbePlace => {
    const length = elementCount(builder.value(vector).shape);
    offset += length;
    return { output, offset: offset - length, length };
  };
  return {
    outputs: [output],
    places: new Map(made.map(({ key, vectors }) => [key, vectors.map(placeOf)] as const)),
  };
}
