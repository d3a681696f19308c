/** What is read of a value instead of all of it: some stretches of elements that follow each other in memory. */
export interface Sample {
  /** The value as a matrix. */
  readonly rows: number;
  readonly columns: number;
  /** Rows that are read, ascending. */
  readonly picked: readonly number[];
}

/**
 * Elements that are read: the mean of independent ones is then known to 0.4 % of their standard deviation, a share to 0.2 %.
 */
const sampleSize = 2 ** 16;

/** A value with fewer times as many elements is read whole: a sample, which is copied, would save little. */
const leastSaving = 2;

/** Long enough to be copied at the speed of memory, short enough to come from many channels and images. */
const preferredStretch = 256;

/** A step of the golden ratio: its multiples, modulo 1, are spread evenly and keep no time with rows, channels or images. */
const step = (Math.sqrt(5) - 1) / 2;

/** Undefined where a value of `count` elements is read whole. */
export function sampleOf(count: number): Sample | undefined {
  const columns = stretchOf(count);
  if (count < leastSaving * sampleSize || columns === undefined) {
    return undefined;
  }
  const rows = count / columns;
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
