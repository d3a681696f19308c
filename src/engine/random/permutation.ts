import type { Generator } from './generator';

/** From this number of elements on PyTorch takes 64 bits per exchange, so that the remainder stays nearly uniform. */
const wide = Math.floor((2 ** 32 - 1) / 20);

/** As `torch.randperm(length)`: a permutation of 0 … length − 1 by exchanges from the front (Fisher & Yates). */
export function permutation(generator: Generator, length: number): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let index = 0; index < length - 1; index++) {
    const left = length - index;
    const offset = length < wide ? generator.random32() % left : Number(generator.random64() % BigInt(left));
    const exchanged = order[index];
    order[index] = order[index + offset];
    order[index + offset] = exchanged;
  }
  return order;
}

/** Advances the generator as {@link permutation} does. */
export function skipPermutation(generator: Generator, length: number): void {
  const exchanges = Math.max(0, length - 1);
  generator.twister.skip(length < wide ? exchanges : 2 * exchanges);
}
