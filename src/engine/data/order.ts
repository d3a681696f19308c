import { Generator } from '../random/generator';
import { permutation, skipPermutation } from '../random/permutation';

/**
 * The order of the examples in an epoch: as `torch.utils.data.RandomSampler` with a generator seeded `seed + 1` gives it,
 * one `torch.randperm` after the other. Asking for epochs one after the other draws each once.
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
    if (epoch > drawn) {
      for (drawn++; drawn < epoch; drawn++) {
        skipPermutation(generator, length);
      }
      order = permutation(generator, length);
    }
    return order;
  };
}
