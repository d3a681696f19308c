import { Generator } from '../random/generator';
import { permutation } from '../random/permutation';
import { DataError } from './batch';
import { type Examples, subset } from './examples';

export interface Held {
  readonly train: Examples;
  readonly validation: Examples;
}

/**
 * Holds out a share of the examples: the last ones of a `torch.randperm` from a generator seeded `seed`, as
 * `torch.utils.data.random_split(examples, [rest, share])` with that generator does. Examples that overlap are held out
 * from the end, and those that reach across the border are left out.
 * @param share between 0 and 1.
 * @throws DataError where nothing would be left on one side.
 */
export function holdOut(examples: Examples, share: number, seed: number): Held {
  const { length, name, overlap = 0 } = examples;
  const held = Math.floor(length * share);
  const rest = length - held - overlap;
  if (held < 1 || rest < 1) {
    throw new DataError(
      `${name} has ${length} examples, of which a share of ${share} cannot be held out; choose another share for --split.`,
    );
  }
  if (overlap > 0) {
    const numbers = Int32Array.from({ length }, (_, example) => example);
    return {
      train: subset(examples, numbers.subarray(0, rest)),
      validation: subset(examples, numbers.subarray(length - held)),
    };
  }
  const order = permutation(new Generator(seed), length);
  return {
    train: subset(examples, order.subarray(0, rest)),
    validation: subset(examples, order.subarray(rest)),
  };
}
