/** Maps a positive number to [0, 1]. */
export type HeatScale = (value: number) => number;

const lowQuantile = 0.05;
const highQuantile = 0.95;

/**
 * Logarithmic between the 5 % and the 95 % quantile of the given numbers, so that one outlier does not flatten the
 * rest; what lies outside is clamped. Numbers that are not positive and finite do not count; where all are equal,
 * everything maps to one half.
 */
export function heatScale(values: Iterable<number>): HeatScale {
  const logarithms = [...values]
    .filter((value) => value > 0 && Number.isFinite(value))
    .map(Math.log)
    .sort((a, b) => a - b);
  const low = quantile(logarithms, lowQuantile);
  const high = quantile(logarithms, highQuantile);
  return (value) => {
    if (Number.isNaN(value) || value === Infinity) {
      return 1;
    }
    if (value <= 0) {
      return 0;
    }
    if (!(high > low)) {
      return 0.5;
    }
    return Math.min(1, Math.max(0, (Math.log(value) - low) / (high - low)));
  };
}

/** Linear interpolation between order statistics; NaN of nothing. */
export function quantile(sorted: readonly number[], probability: number): number {
  if (sorted.length === 0) {
    return NaN;
  }
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
