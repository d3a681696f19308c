/**
 * A measured number in three significant digits at most: `0.92`, `12.3`, `1.3e-3`, `4.1e5`.
 * Powers of ten are written out outside [0.01, 10000), where leading or trailing zeros would be counted by eye.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  }
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (magnitude === 0) {
    return '0';
  }
  if (magnitude < 0.01 || magnitude >= 9999.5) {
    const [mantissa, exponent] = magnitude.toExponential(1).split('e');
    return `${sign}${mantissa}e${exponent.replace('+', '')}`;
  }
  if (magnitude >= 999.5) {
    return sign + String(Math.round(magnitude));
  }
  return sign + String(Number(magnitude.toPrecision(magnitude < 1 ? 2 : 3)));
}

/** Loss with enough digits to see it fall: `2.3026`. */
export function formatLoss(value: number): string {
  return Number.isFinite(value) && Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4
    ? value.toFixed(4)
    : formatNumber(value);
}

/** `269,722`. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

const prefixes = [
  { factor: 1e12, letter: 'T' },
  { factor: 1e9, letter: 'G' },
  { factor: 1e6, letter: 'M' },
  { factor: 1e3, letter: 'k' },
];

/** `11.7 M`, `1.81 G`, `512`. */
export function formatCompact(value: number): string {
  for (const { factor, letter } of prefixes) {
    // What rounds to 1000 belongs to the next prefix.
    if (value >= 0.9995 * factor) {
      return `${Number((value / factor).toPrecision(3))} ${letter}`;
    }
  }
  return String(value);
}

/** A whole number that may be too long for a float, by its digits: `512`, `1.80 × 10¹⁶`. */
export function formatDigits(digits: string): string {
  if (digits.length <= 9) {
    return formatCount(Number(digits));
  }
  const leading = digits.slice(0, 15);
  const [mantissa, exponent] = Number(leading).toExponential(2).split('e');
  return `${mantissa} × 10${superscript(Number(exponent) + digits.length - leading.length)}`;
}

export function superscript(exponent: number): string {
  return String(exponent).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);
}

/** `63 %`. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The last part of a path of either separator. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
