/** What is read of a value: some stretches of elements that follow each other in memory, or all. */
export interface Sample {
  /** The value as a matrix. */
  readonly rows: number;
  readonly columns: number;
  /** Rows that are read, ascending; all where undefined. */
  readonly picked: readonly number[] | undefined;
}

/**
 * Elements that are read: the mean of independent ones is then known to 1.1 % of their standard deviation, a share to 0.6 %.
 */
export const sampleSize = 2 ** 13;

/** A value with fewer times as many elements is read whole: a sample, which is copied, would save little. */
const leastSaving = 4;

/** Long enough to be copied and reduced at the speed of memory, short enough to come from many channels and images. */
const preferredStretch = 64;

/** A step of the golden ratio: its multiples, modulo 1, are spread evenly and keep no time with rows, channels or images. */
const step = (Math.sqrt(5) - 1) / 2;

/** Undefined where a value of `count` elements has no stretches of equal length. */
export function sampleOf(count: number): Sample | undefined {
  const columns = stretchOf(count);
  if (columns === undefined) {
    return undefined;
  }
  const rows = count / columns;
  if (count < leastSaving * sampleSize) {
    return { rows, columns, picked: undefined };
  }
  const wanted = Math.ceil(sampleSize / columns);
  const picked = Array.from({ length: wanted }, (_, at) => Math.floor((((at + 0.5) * step) % 1) * rows));
  return { rows, columns, picked: [...new Set(picked)].sort((a, b) => a - b) };
}

/** The divisor of `count` that is nearest to the preferred length, from a quarter of it to four times. */
function stretchOf(count: number): number | undefined {
  for (let factor = 1; factor <= 4; factor += 1 / preferredStretch) {
    const divisor = [Math.round(preferredStretch / factor), Math.round(preferredStretch * factor)].find(
      (length) => count % length === 0,
    );
    if (divisor !== undefined) {
      return divisor;
    }
  }
  return undefined;
}
