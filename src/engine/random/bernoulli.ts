import type { Generator } from './generator';

/** Where samples of 0 and 1 go. */
export interface NumberTarget {
  readonly length: number;
  [index: number]: number;
}

/**
 * As `Tensor.bernoulli_(probability)`: ones with that probability, 64 bits per element.
 * PyTorch's builds with Intel's library draw another sequence on processors made by Intel; this is that of all others.
 */
export function fillBernoulli(generator: Generator, target: NumberTarget, probability: number): void {
  checkProbability(probability);
  generator.twister.fillBelow(target, probability, 1);
}

/** What `torch.nn.functional.dropout` multiplies by: `bernoulli_(1 − ratio)` divided by 1 − ratio. */
export function fillDropout(generator: Generator, target: Float32Array | Float64Array, ratio: number): void {
  const kept = 1 - ratio;
  checkProbability(kept);
  const isFloat32 = target instanceof Float32Array;
  generator.twister.fillBelow(target, kept, isFloat32 ? Math.fround(1 / Math.fround(kept)) : 1 / kept);
}

/** As `torch.bernoulli(probabilities)` of a float32 tensor: 32 bits per element. */
export function fillBernoulliEach(
  generator: Generator,
  target: NumberTarget,
  probabilities: Float32Array,
): void {
  for (let index = 0; index < target.length; index++) {
    checkProbability(probabilities[index]);
    target[index] = generator.uniform24() < probabilities[index] ? 1 : 0;
  }
}

/** Advances the generator as {@link fillBernoulli} of `count` elements does. */
export function skipBernoulli(generator: Generator, count: number): void {
  generator.twister.skip(2 * count);
}

function checkProbability(probability: number): void {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A probability lies between 0 and 1, but ${probability} was given.`);
  }
}
