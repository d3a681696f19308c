/**
 * Box–Muller transform of uniform numbers of 24 bits, equal to the last bit to PyTorch's vectorised kernel for x86-64
 * processors with AVX2: the single-precision logarithm, sine and cosine of the Cephes library (Moshier 1989), each
 * product that is added to something fused with that addition, as compilers do there. As in PyTorch, element j of a
 * block of sixteen gives the radius and element j + 8 the angle.
 *
 * A deep network tells the last bit: a weight that is off by one unit in the last place moves some input of a ReLU
 * across zero, and gradients then differ by 10⁻⁴.
 */
export function transformBlocks(
  data: Float32Array,
  from: number,
  to: number,
  mean: number,
  std: number,
): void {
  const centre = fround(mean);
  const scale = fround(std);
  for (let start = from; start < to; start += 16) {
    for (let index = start; index < start + 8; index++) {
      const radius = fround(Math.sqrt(fround(-2 * logarithm(fround(1 - data[index])))));
      const angle = fround(turn * data[index + 8]);

      // The angle is brought to [−π/4, π/4] by taking away an even number of eighths of a turn, π/4 in three parts.
      const eighths = ((fround(angle * eighthsPerRadian) | 0) + 1) & ~1;
      let rest = fround(angle - eighths * eighthHigh);
      rest = fround(rest - eighths * eighthMiddle);
      rest = fround(rest - eighths * eighthLow);
      const square = fround(rest * rest);

      let cosine = fround(cosine8 * square + cosine6);
      cosine = fround(fround(cosine * square + cosine4) * square);
      cosine = fround(fround(cosine * square - fround(square * 0.5)) + 1);
      let sine = fround(sine7 * square + sine5);
      sine = fround(fround(sine * square + sine3) * square);
      sine = fround(sine * rest + rest);

      // Turned back by that many quarter turns, without branches: a mispredicted one costs more than this arithmetic.
      const quarter = eighths >> 1;
      const cosineOfQuarter = cosinesOfQuarters[quarter];
      const sineOfQuarter = cosinesOfQuarters[quarter + 3];
      const x = cosine * cosineOfQuarter - sine * sineOfQuarter;
      const y = sine * cosineOfQuarter + cosine * sineOfQuarter;

      data[index] = fround(radius * x) * scale + centre;
      data[index + 8] = fround(radius * y) * scale + centre;
    }
  }
}

const { fround } = Math;

const turn = fround(2 * Math.PI);
const eighthsPerRadian = fround(4 / Math.PI);
const eighthHigh = 0.78515625;
const eighthMiddle = 2.4187564849853515625e-4;
const eighthLow = fround(3.774894977445941e-8);
const [cosine8, cosine6, cosine4] = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(
  fround,
);
const [sine7, sine5, sine3] = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(fround);

/** Entry q is cos(q · 90°); entry q + 3 is therefore sin(q · 90°). */
const cosinesOfQuarters = Float64Array.of(1, 0, -1, 0, 1, 0, -1, 0);

/** Entry e is 2^−e. */
const powers = Float64Array.from({ length: 26 }, (_, exponent) => 2 ** -exponent);

const squareRootOfHalf = fround(Math.SQRT1_2);
const [log9, log8, log7, log6, log5, log4, log3, log2, log1] = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(fround);
const logarithmOf2High = 0.693359375;
const logarithmOf2Low = fround(-2.1219444e-4);

/** Natural logarithm of k · 2⁻²⁴ with 1 ≤ k ≤ 2²⁴, in float32: k · 2⁻²⁴ = (1 + x) · 2^e with 1 + x in [√½, √2). */
function logarithm(value: number): number {
  const whole = value * 2 ** 24;
  const bits = 32 - Math.clz32(whole);
  const mantissa = whole * powers[bits];
  const isSmall = mantissa < squareRootOfHalf;
  const exponent = isSmall ? bits - 25 : bits - 24;
  const x = isSmall ? fround(fround(mantissa - 1) + mantissa) : fround(mantissa - 1);
  const square = fround(x * x);

  let series = fround(log9 * x + log8);
  series = fround(series * x + log7);
  series = fround(series * x + log6);
  series = fround(series * x + log5);
  series = fround(series * x + log4);
  series = fround(series * x + log3);
  series = fround(series * x + log2);
  series = fround(series * x + log1);
  series = fround(series * x);
  series = fround(series * square + fround(exponent * logarithmOf2Low));
  series = fround(series - square * 0.5);
  return fround(fround(x + series) + exponent * logarithmOf2High);
}
