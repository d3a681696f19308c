import { Generator } from '../random/generator';
import { permutation, skipPermutation } from '../random/permutation';

/**
 * The order of the examples in an epoch, as `torch.utils.data.DataLoader(…, shuffle=True)` with the generator
 * `torch.Generator().manual_seed(seed + 1)` takes them epoch after epoch: `torch.randperm`, after 64 bits for the seed of the
 * loader's workers, and before another `randperm` of which the sampler uses nothing.
 * Asking for epochs one after the other draws each once.
 */
export function epochOrder(length: number, seed: number): (epoch: number) => Int32Array {
  let generator = new Generator(seed + 1);
  let drawn = -1;
  let order: Int32Array = new Int32Array();
  return (epoch) => {
    if (epoch < drawn) {
      generator = new Generator(seed + 1);
      drawn = -1;
    }
    while (drawn < epoch) {
      if (drawn >= 0) {
        skipPermutation(generator, length);
      }
      generator.random64();
      drawn++;
      if (drawn < epoch) {
        skipPermutation(generator, length);
      } else {
        order = permutation(generator, length);
      }
    }
    return order;
  };
}
