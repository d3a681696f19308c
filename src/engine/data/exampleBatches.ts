import { elementCount } from '../../graph/shape';
import { Generator } from '../random/generator';
import { permutation, skipPermutation } from '../random/permutation';
import { allocate, type TensorData } from '../tensorData';
import { type BatchShapes, type BatchSource, batchSizeOf, DataError } from './batch';

/** Data that consists of examples which can be taken in any order. */
export interface Examples {
  readonly name: string;
  readonly length: number;
  /** Writes an example: input `input` from `offset` of `into`. The array has the type of the model's input. */
  writeInput(example: number, input: number, into: TensorData, offset: number): void;
  writeTarget(example: number, into: TensorData, offset: number): void;
}

export interface Order {
  readonly seed: number;
  /** Every epoch takes a new `torch.randperm` from one generator seeded `seed + 1`; else the order is that of the data. */
  readonly shuffle: boolean;
}

/**
 * Examples in batches. What is left at the end of an epoch and fills no batch is dropped.
 * @throws DataError where there are fewer examples than one batch takes.
 */
export function exampleBatches(
  examples: Examples,
  shapes: BatchShapes,
  { seed, shuffle }: Order,
): BatchSource {
  if ([...shapes.inputs, shapes.target].some(({ type }) => type === 'float16')) {
    throw new DataError(
      `${examples.name} cannot feed a model whose input or output is float16; use float32 in the model.`,
    );
  }
  const batchSize = batchSizeOf(shapes);
  const batchesPerEpoch = Math.floor(examples.length / batchSize);
  if (batchesPerEpoch === 0) {
    throw new DataError(
      `${examples.name} has ${examples.length} examples, too few for a batch of ${batchSize}; choose a smaller batch.`,
    );
  }
  const orderOf = shuffle ? permutations(examples.length, seed + 1) : () => undefined;
  return {
    name: examples.name,
    examples: examples.length,
    next: (index) => {
      const order = orderOf(Math.floor(index / batchesPerEpoch));
      const first = (index % batchesPerEpoch) * batchSize;
      const chosen = Array.from({ length: batchSize }, (_, slot) => order?.[first + slot] ?? first + slot);
      const inputs = shapes.inputs.map(({ name, type, shape }, input): [string, TensorData] => {
        const data = allocate(type, elementCount(shape));
        chosen.forEach((example, slot) => {
          examples.writeInput(example, input, data, (slot * data.length) / batchSize);
        });
        return [name, data];
      });
      const target = allocate(shapes.target.type, elementCount(shapes.target.shape));
      chosen.forEach((example, slot) => {
        examples.writeTarget(example, target, (slot * target.length) / batchSize);
      });
      return { inputs: new Map(inputs), target };
    },
  };
}

/** The order of an epoch; asking for epochs one after the other draws each once. */
function permutations(length: number, seed: number): (epoch: number) => Int32Array {
  let generator = new Generator(seed);
  let drawn = -1;
  let order: Int32Array = new Int32Array();
  return (epoch) => {
    if (epoch < drawn) {
      generator = new Generator(seed);
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
