import type { Generator } from './generator';

/** Where samples of 0 and 1 go. */
export interface NumberTarget {
  readonly length: number;
  [index: number]: number;
}

/**
 * As `Tensor.bernoulli_(probability)`, also the draw of Dropout: ones with that probability, 64 bits per element.
 * PyTorch's builds with Intel's library draw another sequence on processors made by Intel; this is that of all others.
 */
export function fillBernoulli(generator: Generator, target: NumberTarget, probability: number): void {
  checkProbability(probability);
  for (let index = 0; index < target.length; index++) {
    target[index] = generator.uniform53() < probability ? 1 : 0;
  }
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
