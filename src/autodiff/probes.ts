import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { reshape } from '../ops/support/emit';
import { addCarefulNorm, addCarefulStatistics } from './carefulStatistics';
import { addCast } from './cast';
import { addQuickNorm, addQuickStatistics } from './quickStatistics';
import { sampleOf } from './sample';
import { addSampledStatistics, type SampledPlaces } from './sampledStatistics';
import type { ProbePlace, ProbeReading, ProbeRow, ProbeTable } from './trainingGraph';

/** A row of the table and the value that it is a statistic of. */
export interface Probe {
  readonly row: ProbeRow;
  readonly value: ValueName;
}

/** Fewer elements than these are fetched themselves: that takes less time than calling the nodes that would reduce them. */
const largeFrom = 8192;

/**
 * Values that wait for each other until one output is made of them: small ones, and those that are reduced carefully, which
 * is rarely done. A large value has an output of its own, for which a runtime reduces it as soon as it is there, while it is
 * fresh; else it would keep the value, and write what comes next elsewhere.
 */
const groupSize = 32;

/** Samples that are reduced at once: they are small, so that many may wait. */
const sampledTogether = 32;

/**
 * Adds the reductions that make the statistics of all probes.
 *
 * A value that several rows name is reduced once; of parameter gradients only the norm is taken. Small values are fetched
 * whole. Of large ones there are three forms: a quick one, exact for ordinary numbers, a careful one for all numbers, and the
 * quick one of a sample. A run fetches one set of outputs or another; see `readProbes.ts`.
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
  const table = { quick: new Set<ValueName>(), careful: new Set<ValueName>(), sampled: new Set<ValueName>() };
  const startWith = (value: ValueName) => {
    // The statistics of a value belong to the module that makes it.
    builder.origin = { stage: 'probe', call: producers.get(value)?.call ?? 0, spans: [] };
  };
  const addVectors = (
    group: readonly (readonly [string, Subject])[],
    vectorsOf: VectorsOf,
    sets: readonly (keyof typeof table)[],
  ): Places => {
    const { outputs, places } = addGroup(builder, group, (subject) => {
      startWith(subject.value);
      return vectorsOf(builder, subject);
    });
    outputs.forEach((output) => sets.forEach((set) => table[set].add(output)));
    return places;
  };
  const sampled = new Map<ValueName, SampledPlaces>();
  const manySampled = inOrder.filter(([, subject]) => sizeOf(builder, subject) === 'sampled');
  for (const group of inGroups(manySampled, sampledTogether)) {
    const { outputs, places } = addSampledStatistics(
      builder,
      group.map(([, { value }]) => value),
      startWith,
    );
    outputs.forEach((output) => table.sampled.add(output));
    places.forEach((place, value) => sampled.set(value, place));
  }
  for (const group of inGroups(inOrder, groupSize)) {
    const ofSize = (...sizes: Size[]) =>
      group.filter(([, subject]) => sizes.includes(sizeOf(builder, subject)));
    const small = addVectors(ofSize('small'), elements, ['quick', 'careful', 'sampled']);
    const careful = addVectors(ofSize('large', 'sampled'), carefulVectors, ['careful']);
    const quick = new Map([
      ...ofSize('large').flatMap((one) => [...addVectors([one], quickVectors, ['quick', 'sampled'])]),
      ...ofSize('sampled').flatMap((one) => [...addVectors([one], quickVectors, ['quick'])]),
    ]);
    for (const [key, { value, isNorm }] of group) {
      const own = small.get(key);
      readings.set(
        key,
        own === undefined
          ? {
              kind: 'large',
              isNorm,
              count: elementCount(builder.value(value).shape),
              careful: careful.get(key)![0],
              quick: quick.get(key)!,
              sampled: isNorm ? undefined : sampled.get(value),
            }
          : { kind: 'small', isNorm, elements: own[0] },
      );
    }
  }
  return {
    quick: [...table.quick],
    careful: [...table.careful],
    sampled: [...table.sampled],
    rows: probes.map(({ row }) => row),
    readings: probes.map((probe) => readings.get(keyOf(probe))!),
  };
}

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  const groups: Item[][] = [];
  for (let start = 0; start < items.length; start += size) {
    groups.push(items.slice(start, start + size));
  }
  return groups;
}

/** What is reduced: a value to all statistics, or to its norm alone. */
interface Subject {
  readonly value: ValueName;
  readonly isNorm: boolean;
}

function keyOf({ row, value }: Probe): string {
  return `${row.kind === 'parameterGradient' ? 'norm' : 'all'} ${value}`;
}

/** By the number of its elements; `sampled` are large too, but for norms, which are of parameters and always taken of all. */
type Size = 'small' | 'large' | 'sampled';

function sizeOf(builder: GraphBuilder, { value, isNorm }: Subject): Size {
  const count = elementCount(builder.value(value).shape);
  return count < largeFrom ? 'small' : isNorm || sampleOf(count) === undefined ? 'large' : 'sampled';
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

const elements: VectorsOf = (builder, { value }) => [
  reshape(builder, addCast(builder, value, 'float32'), [elementCount(builder.value(value).shape)]),
];

const carefulVectors: VectorsOf = (builder, { value, isNorm }) => [
  isNorm ? addCarefulNorm(builder, value) : addCarefulStatistics(builder, value),
];

/** Of the vectors of each value, by its key. */
type Places = ReadonlyMap<string, readonly ProbePlace[]>;

/** Puts the vectors of some values one behind the other. No value makes no output. */
function addGroup(
  builder: GraphBuilder,
  group: readonly (readonly [string, Subject])[],
  vectorsOf: (subject: Subject) => readonly ValueName[],
): { readonly outputs: readonly ValueName[]; readonly places: Places } {
  const made = group.map(([key, subject]) => ({ key, vectors: vectorsOf(subject) }));
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
