import type { ValueName } from '../graph/value';
import { quickNames, quickNormNames } from './quickStatistics';
import type { LargeReading, ProbePlace, ProbeReading, ProbeTable, Statistics } from './trainingGraph';

/** The numbers of an output of a {@link ProbeTable}. */
export type ProbeNumbers = (output: ValueName) => Float32Array | Float64Array;

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
  readLarge: (reading: LargeReading & ProbeReading) => Statistics | undefined,
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
function statisticsOf(elements: readonly number[], isNorm: boolean): Statistics {
  const count = elements.length;
  const squares = elements.reduce((sum, x) => sum + x * x, 0);
  if (isNorm) {
    return norm(Math.sqrt(squares));
  }
  const mean = elements.reduce((sum, x) => sum + x, 0) / count;
  const variance = elements.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
  return {
    mean,
    std: Math.sqrt(variance),
    l2: Math.sqrt(squares),
    min: elements.reduce((a, b) => Math.min(a, b), Infinity),
    max: elements.reduce((a, b) => Math.max(a, b), -Infinity),
    zeros: elements.filter((x) => x === 0).length / count,
    nonFinite: elements.filter((x) => !Number.isFinite(x)).length,
  };
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
function reduceVectors(vectors: readonly number[][], names: readonly string[]): number[] {
  return vectors.map((vector, index) => {
    switch (names[index]) {
      case 'min':
        return vector.reduce((a, b) => Math.min(a, b));
      case 'max':
        return vector.reduce((a, b) => Math.max(a, b));
      default:
        return vector.reduce((a, b) => a + b);
    }
  });
}

/** Whether all elements are finite and no square that counts left the range of float32. */
function isInRange(squares: number, min: number, max: number): boolean {
  const peak = Math.max(Math.abs(min), Math.abs(max));
  return Number.isFinite(squares) && (peak > leastPeak || peak === 0);
}

function readCareful(
  { count, isNorm, careful }: LargeReading & ProbeReading,
  numbersOf: ProbeNumbers,
): Statistics {
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

function numbersAt({ output, offset, length }: ProbePlace, numbersOf: ProbeNumbers): number[] {
  return Array.from(numbersOf(output).slice(offset, offset + length));
}
