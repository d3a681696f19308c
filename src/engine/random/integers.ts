import type { Generator } from './generator';
import type { NumberTarget } from './bernoulli';

/** From this width on PyTorch takes 64 bits per number. */
const wide = 2 ** 28;

/**
 * As `torch.randint(low, high, …)`: whole numbers from `low` up to, not including, `high`, whatever the type of the tensor.
 * @throws RangeError where the range is empty or too wide to be exact.
 */
export function fillIntegers(generator: Generator, target: NumberTarget, low: number, high: number): void {
  const range = integerRange(low, high);
  if (range >= wide) {
    const divisor = BigInt(range);
    for (let index = 0; index < target.length; index++) {
      target[index] = Number(generator.random64() % divisor) + low;
    }
    return;
  }
  for (let index = 0; index < target.length; index++) {
    target[index] = (generator.random32() % range) + low;
  }
}

/** Advances the generator as {@link fillIntegers} of `count` elements does. */
export function skipIntegers(generator: Generator, low: number, high: number, count: number): void {
  generator.twister.skip(integerRange(low, high) >= wide ? 2 * count : count);
}

function integerRange(low: number, high: number): number {
  const range = high - low;
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || range <= 0 || range > 2 ** 53) {
    throw new RangeError(
      `Random whole numbers need low < high, both whole, but low is ${low} and high is ${high}.`,
    );
  }
  return range;
}
