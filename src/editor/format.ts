/** Texts of numbers, as short as an editor line wants them. */

/** `269,722`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Two or three significant digits: `0.092`, `1.47`, `14.3`, `1.3e-3`, `NaN`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  }
  const magnitude = Math.abs(value);
  if (magnitude === 0) {
    return '0';
  }
  return plainNumber(value, magnitude).replace(/^-/, '−');
}

function plainNumber(value: number, magnitude: number): string {
  if (magnitude < 0.01 || magnitude >= 9999.5) {
    return value.toExponential(1).replace('e+', 'e');
  }
  return magnitude < 1 ? value.toPrecision(2) : value.toFixed(magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
}

/** `0.81–0.94`, or one number where both ends read the same. */
export function formatRange(values: readonly number[]): string {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length < values.length) {
    return formatNumber(values.find((value) => !Number.isFinite(value))!);
  }
  const low = formatNumber(Math.min(...finite));
  const high = formatNumber(Math.max(...finite));
  return low === high ? low : `${low}–${high}`;
}

const bars = '▁▂▃▄▅▆▇█';

/** One bar for each value, from least to greatest on a linear scale; empty for fewer than two values. */
export function sparkline(values: readonly number[], longest = 9): string {
  if (values.length < 2 || values.some((value) => !Number.isFinite(value))) {
    return '';
  }
  const shown = resample(values, longest);
  const low = Math.min(...shown);
  const extent = Math.max(...shown) - low;
  return shown
    .map((value) => bars[extent === 0 ? 0 : Math.round(((value - low) / extent) * (bars.length - 1))])
    .join('');
}

function resample(values: readonly number[], longest: number): readonly number[] {
  if (values.length <= longest) {
    return values;
  }
  return Array.from(
    { length: longest },
    (_, index) => values[Math.round((index * (values.length - 1)) / (longest - 1))],
  );
}
