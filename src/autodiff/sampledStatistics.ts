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
    const output = concatenate(builder, addRowStatistics(builder, matrix));
    const height = samples.reduce((sum, { rows }) => sum + rows, 0);
    let start = 0;
    for (const { value, rows } of samples) {
      const offset = start;
      places.set(value, {
        places: quickNames.map((_, at) => ({ output, offset: at * height + offset, length: rows })),
        count: rows * columns,
      });
      start += rows;
    }
    return output;
  });
  return { outputs, places };
}

function gather(builder: GraphBuilder, value: ValueName): Gathered {
  const { rows, columns, picked } = sampleOf(elementCount(builder.value(value).shape))!;
  const whole = builder.add('Reshape', [value, builder.int64s([rows, columns])]);
  const part = picked === undefined ? whole : builder.add('Gather', [whole, builder.int64s(picked)]);
  return { value, matrix: addCast(builder, part, 'float32'), rows: picked?.length ?? rows, columns };
}

function concatenate(builder: GraphBuilder, parts: readonly ValueName[]): ValueName {
  return parts.length === 1 ? parts[0] : builder.add('Concat', parts, { axis: int(0) });
}
