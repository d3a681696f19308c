import { transformBlocks } from './boxMuller';
import type { Generator } from './generator';

/** Below this size PyTorch draws one number after the other, from it on in blocks of as many. */
const block = 16;
const half = block / 2;

/** As `Tensor.normal_(mean, std)` of a contiguous tensor in float32 or float64, by the array's type. */
export function fillNormal(
  generator: Generator,
  target: Float32Array | Float64Array,
  mean = 0,
  std = 1,
): void {
  const size = target.length;
  if (size < block) {
    for (let index = 0; index < size; index++) {
      target[index] = generator.standardNormal() * std + mean;
    }
    return;
  }
  fillUnit(generator, target, 0);
  const transform = (from: number, to: number): void =>
    target instanceof Float64Array
      ? transformFloat64(target, from, to, mean, std)
      : transformBlocks(target, from, to, mean, std);
  const whole = size - (size % block);
  transform(0, whole);
  if (whole < size) {
    // The last sixteen are drawn anew, also those of them that lie in the block before.
    fillUnit(generator, target, size - block);
    transform(size - block, size);
  }
}

/** Advances the generator as {@link fillNormal} of `count` elements does. */
export function skipNormal(generator: Generator, type: 'float32' | 'float64', count: number): void {
  if (count < block) {
    // These share the waiting half of a pair with later draws, so they are drawn.
    for (let index = 0; index < count; index++) {
      generator.standardNormal();
    }
    return;
  }
  const draws = count % block === 0 ? count : count + block;
  generator.twister.skip(type === 'float64' ? 2 * draws : draws);
}

function fillUnit(generator: Generator, target: Float32Array | Float64Array, from: number): void {
  if (target instanceof Float32Array) {
    generator.twister.fillUniform(target, 24, from);
    return;
  }
  for (let index = from; index < target.length; index++) {
    target[index] = generator.uniform53();
  }
}

/** As `transformBlocks`, without rounding. */
function transformFloat64(data: Float64Array, from: number, to: number, mean: number, std: number): void {
  for (let start = from; start < to; start += block) {
    for (let index = start; index < start + half; index++) {
      const radius = Math.sqrt(-2 * Math.log(1 - data[index]));
      const angle = 2 * Math.PI * data[index + half];
      data[index] = radius * Math.cos(angle) * std + mean;
      data[index + half] = radius * Math.sin(angle) * std + mean;
    }
  }
}
