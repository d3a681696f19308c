import type { Generator } from './generator';

/** As `Tensor.exponential_(rate)`: −log(1 − u) / rate with u uniform of 53 bits, also for float32. */
export function fillExponential(
  generator: Generator,
  target: Float32Array | Float64Array,
  rate: number,
): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = (-1 / rate) * Math.log1p(-generator.uniform53());
  }
}
