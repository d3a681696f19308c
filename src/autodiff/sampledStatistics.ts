import { int } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import { elementCount } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { addCast } from './cast';
import { addRowStatistics, quickNames } from './quickStatistics';
import { sampleOf } from './sample';
import type { ProbePlace } from './trainingGraph';

/** Where the vectors of a sample stand, in the order of `quickNames`, and of how many elements they are. */
export interface SampledPlaces {
  readonly places: readonly ProbePlace[];
  readonly count: number;
}

/** A value's sample, a matrix. */
interface Gathered {
  readonly value: ValueName;
  readonly matrix: ValueName;
  /**
   * Of each row: an output of its own, for which a runtime takes the sample as soon as the value is there. Else it would keep
   * the value, and write what comes next elsewhere, until the last value of the group is there.
   */
  readonly max: ValueName;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The quick statistics of a sample of each value, all of which must have one. The samples are put together
 * before they are reduced: a few nodes for all, where a step of a small network would spend as long on calling many.
 * @param startWith is called before the nodes of a value are added.
 */
export function addSampledStatistics(
  builder: GraphBuilder,
  values: readonly ValueName[],
  startWith: (value: ValueName) => void,
): { readonly outputs: readonly ValueName[]; readonly places: ReadonlyMap<ValueName, SampledPlaces> } {
  const byWidth = new Map<number, Gathered[]>();
  for (const value of values) {
    startWith(value);
    const sample = gather(builder, value);
    byWidth.set(sample.columns, [...(byWidth.get(sample.columns) ?? []), sample]);
  }
  const places = new Map<ValueName, SampledPlaces>();
  const outputs = [...byWidth].map(([columns, samples]) => {
    const matrix = concatenate(
      builder,
      samples.map((sample) => sample.matrix),
    );
    const together = quickNames.filter((name) => name !== 'max');
    const output = concatenate(builder, addRowStatistics(builder, matrix, together));
    const height = samples.reduce((sum, { rows }) => sum + rows, 0);
    let start = 0;
    for (const { value, rows, max } of samples) {
      const offset = start;
      places.set(value, {
        places: quickNames.map((name) =>
          name === 'max'
            ? { output: max, offset: 0, length: rows }
            : { output, offset: together.indexOf(name) * height + offset, length: rows },
        ),
        count: rows * columns,
      });
      start += rows;
    }
    return [output, ...samples.map(({ max }) => max)];
  });
  return { outputs: outputs.flat(), places };
}

function gather(builder: GraphBuilder, value: ValueName): Gathered {
  const { rows, columns, picked } = sampleOf(elementCount(builder.value(value).shape))!;
  const whole = builder.add('Reshape', [value, builder.int64s([rows, columns])]);
  const part = picked === undefined ? whole : builder.add('Gather', [whole, builder.int64s(picked)]);
  const matrix = addCast(builder, part, 'float32');
  const [max] = addRowStatistics(builder, matrix, ['max']);
  return { value, matrix, max, rows: picked?.length ?? rows, columns };
}

function concatenate(builder: GraphBuilder, parts: readonly ValueName[]): ValueName {
  return parts.length === 1 ? parts[0] : builder.add('Concat', parts, { axis: int(0) });
}
