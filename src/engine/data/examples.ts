import type { TensorData } from '../tensorData';

/** Data that consists of examples which can be taken in any order. */
export interface Examples {
  readonly name: string;
  readonly length: number;
  /** Set where example i + 1 repeats most of example i, as windows of a text do: they are held out from the end. */
  readonly overlap?: number;
  /**
   * Writes an example: input `input` from `offset` of `into`. The array has the type of the model's input.
   * @param epoch from 0; an augmentation is another one in every epoch.
   * @throws DataError where it cannot be read.
   */
  writeInput(example: number, input: number, into: TensorData, offset: number, epoch: number): void;
  writeTarget(example: number, into: TensorData, offset: number): void;
}

/** Some of the examples, by their numbers. */
export function subset(examples: Examples, chosen: ArrayLike<number>, name = examples.name): Examples {
  return {
    name,
    length: chosen.length,
    writeInput: (example, input, into, offset, epoch) => {
      examples.writeInput(chosen[example], input, into, offset, epoch);
    },
    writeTarget: (example, into, offset) => {
      examples.writeTarget(chosen[example], into, offset);
    },
  };
}
