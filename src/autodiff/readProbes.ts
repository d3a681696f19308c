import type { ValueName } from '../graph/value';
import { quickNames, quickNormNames } from './quickStatistics';
import type { LargeReading, ProbePlace, ProbeTable, Statistics } from './trainingGraph';

/** The numbers of an output of a {@link ProbeTable}. */
export type ProbeNumbers = (output: ValueName) => Numbers;

type Numbers = Float32Array | Float64Array;

/**
 * The statistics of all rows from the quick outputs, computed in float64.
 * @returns undefined where one of them would not be exact to float32: fetch the careful outputs instead.
 */
export function readQuickProbes(table: ProbeTable, numbersOf: ProbeNumbers): Statistics[] | undefined {
  return readAll(table, numbersOf, ({ count, isNorm, quick }) => readQuick(count, isNorm, quick, numbersOf));
}

/**
 * As {@link readQuickProbes}, from the sampled outputs: large values by a part of their elements, the others by all.
 * @returns undefined where the careful outputs are needed.
 */
export function readSampledProbes(table: ProbeTable, numbersOf: ProbeNumbers): Statistics[] | undefined {
  return readAll(table, numbersOf, ({ count, isNorm, quick, sampled }) => {
    if (sampled === undefined) {
      return readQuick(count, isNorm, quick, numbersOf);
    }
    const part = readQuick(sampled.count, isNorm, sampled.places, numbersOf);
    return part === undefined || sampled.count === count
      ? part
      : { ...part, l2: part.l2 * Math.sqrt(count / sampled.count), sample: sampled.count };
  });
}

/** The statistics of all rows from the careful outputs. */
export function readCarefulProbes(table: ProbeTable, numbersOf: ProbeNumbers): Statistics[] {
  return readAll(table, numbersOf, (reading) => readCareful(reading, numbersOf))!;
}

/** Undefined where a large value has none. */
function readAll(
  { readings }: ProbeTable,
  numbersOf: ProbeNumbers,
  readLarge: (reading: LargeReading) => Statistics | undefined,
): Statistics[] | undefined {
  const rows: Statistics[] = [];
  for (const reading of readings) {
    const row =
      reading.kind === 'small'
        ? statisticsOf(numbersAt(reading.elements, numbersOf), reading.isNorm)
        : readLarge(reading);
    if (row === undefined) {
      return undefined;
    }
    rows.push(row);
  }
  return rows;
}

/** By the definitions; where an element is not finite, mean and deviation are not either. */
function statisticsOf(elements: Numbers, isNorm: boolean): Statistics {
  const count = elements.length;
  let [sum, squares, min, max, zeros, nonFinite] = [0, 0, Infinity, -Infinity, 0, 0];
  for (const x of elements) {
    sum += x;
    squares += x * x;
    min = Math.min(min, x);
    max = Math.max(max, x);
    zeros += x === 0 ? 1 : 0;
    nonFinite += Number.isFinite(x) ? 0 : 1;
  }
  const l2 = Math.sqrt(squares);
  if (isNorm) {
    return norm(l2);
  }
  const mean = sum / count;
  let variance = 0;
  for (const x of elements) {
    variance += (x - mean) ** 2 / count;
  }
  return { mean, std: Math.sqrt(variance), l2, min, max, zeros: zeros / count, nonFinite };
}

/** Elements below 10⁻¹⁹ have no square in float32; beside one of this size they do not count. */
const leastPeak = 1e-14;

/** The variance loses as many digits as this says; Σx and Σx² are exact to some 10⁻⁷. */
const greatestSquareOfMeanOverVariance = 100;

function readQuick(
  count: number,
  isNorm: boolean,
  places: readonly ProbePlace[],
  numbersOf: ProbeNumbers,
): Statistics | undefined {
  const vectors = places.map((place) => numbersAt(place, numbersOf));
  if (isNorm) {
    const [squares, min, max] = reduceVectors(vectors, quickNormNames);
    return isInRange(squares, min, max) ? norm(Math.sqrt(squares)) : undefined;
  }
  const [sum, squares, min, max, nonZero] = reduceVectors(vectors, quickNames);
  const zeros = (count - nonZero) / count;
  const mean = sum / count;
  const variance = squares / count - mean ** 2;
  const isExact = isInRange(squares, min, max) && mean ** 2 <= greatestSquareOfMeanOverVariance * variance;
  return isExact
    ? { mean, std: Math.sqrt(variance), l2: Math.sqrt(squares), min, max, zeros, nonFinite: 0 }
    : undefined;
}

/** One number of each vector, by the name of the vector. */
function reduceVectors(vectors: readonly Numbers[], names: readonly string[]): number[] {
  return vectors.map((vector, index) => {
    const name = names[index];
    let result = name === 'min' ? Infinity : name === 'max' ? -Infinity : 0;
    for (const x of vector) {
      result = name === 'min' ? Math.min(result, x) : name === 'max' ? Math.max(result, x) : result + x;
    }
    return result;
  });
}

/** Whether all elements are finite and no square that counts left the range of float32. */
function isInRange(squares: number, min: number, max: number): boolean {
  const peak = Math.max(Math.abs(min), Math.abs(max));
  return Number.isFinite(squares) && (peak > leastPeak || peak === 0);
}

function readCareful({ count, isNorm, careful }: LargeReading, numbersOf: ProbeNumbers): Statistics {
  if (isNorm) {
    return norm(numbersAt(careful, numbersOf)[0]);
  }
  // In the order of `carefulNames`.
  const [mean, deviation, squares, min, max, nonZero, nonFinite] = numbersAt(careful, numbersOf);
  const std = deviation * Math.sqrt(squares / count);
  const l2 = Math.sqrt(count) * Math.hypot(mean, std);
  return { mean, std, l2, min, max, zeros: (count - nonZero) / count, nonFinite };
}

function norm(l2: number): Statistics {
  const unknown = Number.NaN;
  return { mean: unknown, std: unknown, l2, min: unknown, max: unknown, zeros: unknown, nonFinite: unknown };
}

function numbersAt({ output, offset, length }: ProbePlace, numbersOf: ProbeNumbers): Numbers {
  return numbersOf(output).subarray(offset, offset + length);
}
