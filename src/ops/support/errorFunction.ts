/**
 * erf(x) = 2/√π ∫₀ˣ e^(−t²) dt to the last bits of float64, by the series
 * erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!! (Abramowitz & Stegun 7.1.6), all of whose terms have one sign.
 */
export function errorFunction(x: number): number {
  // 1 − erf(6) < 2.2e-17
  if (Math.abs(x) >= 6) {
    return Math.sign(x);
  }
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
