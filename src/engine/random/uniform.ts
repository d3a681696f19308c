import type { Generator } from './generator';

/** As `Tensor.uniform_(low, high)` in float32 or float64, by the array's type. */
export function fillUniform(
  generator: Generator,
  target: Float32Array | Float64Array,
  low = 0,
  high = 1,
): void {
  if (target instanceof Float64Array) {
    for (let index = 0; index < target.length; index++) {
      target[index] = generator.uniform53() * (high - low) + low;
    }
    return;
  }
  generator.twister.fillUniform(target, 24);
  const start = Math.fround(low);
  const width = Math.fround(Math.fround(high) - start);
  for (let index = 0; index < target.length; index++) {
    target[index] = target[index] * width + start;
  }
}

/** Advances the generator as {@link fillUniform} of `count` elements does. */
export function skipUniform(generator: Generator, type: 'float32' | 'float64', count: number): void {
  generator.twister.skip(type === 'float64' ? 2 * count : count);
}
