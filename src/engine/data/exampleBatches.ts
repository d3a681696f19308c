import { elementCount } from '../../graph/shape';
import { allocate, type TensorData } from '../tensorData';
import { type Batch, type BatchShapes, type BatchSource, batchSizeOf, DataError } from './batch';
import type { Examples } from './examples';
import { epochOrder } from './order';

export interface Order {
  readonly seed: number;
  /** Every epoch takes a new `torch.randperm`, see {@link epochOrder}; else the order is that of the data. */
  readonly shuffle: boolean;
}

/**
 * Examples in batches, to train on. What is left at the end of an epoch and fills no batch is dropped, as
 * `torch.utils.data.DataLoader` does with `drop_last=True`.
 * @throws DataError where there are fewer examples than one batch takes.
 */
export function exampleBatches(
  examples: Examples,
  shapes: BatchShapes,
  { seed, shuffle }: Order,
): BatchSource {
  requireWritable(shapes, examples.name);
  const batchSize = batchSizeOf(shapes);
  const batchesPerEpoch = Math.floor(examples.length / batchSize);
  if (batchesPerEpoch === 0) {
    throw new DataError(
      `${examples.name} has ${examples.length} examples, too few for a batch of ${batchSize}; choose a smaller batch.`,
    );
  }
  const orderOf = shuffle ? epochOrder(examples.length, seed) : () => undefined;
  return {
    name: examples.name,
    examples: examples.length,
    batchesPerEpoch,
    next: (index) => {
      const epoch = Math.floor(index / batchesPerEpoch);
      const order = orderOf(epoch);
      const first = (index % batchesPerEpoch) * batchSize;
      const chosen = Array.from({ length: batchSize }, (_, slot) => order?.[first + slot] ?? first + slot);
      return gather(examples, shapes, { chosen, count: batchSize, epoch });
    },
  };
}

/** Held-out examples in batches, in their order; the last batch is filled up with the first examples, which do not count. */
export function heldOutBatches(examples: Examples, shapes: BatchShapes): BatchSource {
  const batchSize = batchSizeOf(shapes);
  const { length } = examples;
  const batchesPerEpoch = Math.ceil(length / batchSize);
  return {
    name: examples.name,
    examples: length,
    batchesPerEpoch,
    next: (index) => {
      const first = (index % batchesPerEpoch) * batchSize;
      const chosen = Array.from({ length: batchSize }, (_, slot) => (first + slot) % length);
      return gather(examples, shapes, { chosen, count: Math.min(batchSize, length - first), epoch: 0 });
    },
  };
}

interface Choice {
  readonly chosen: readonly number[];
  readonly count: number;
  readonly epoch: number;
}

/** @throws DataError where the model takes numbers that no data can be written as. */
function requireWritable({ inputs, target }: BatchShapes, name: string): void {
  if ([...inputs, target].some(({ type }) => type === 'float16' || type === 'bfloat16')) {
    throw new DataError(
      `${name} cannot feed a model whose input or output has 16 bits; use float32 in the model.`,
    );
  }
}

function gather(examples: Examples, shapes: BatchShapes, { chosen, count, epoch }: Choice): Batch {
  const inputs = shapes.inputs.map(({ name, type, shape }, input): [string, TensorData] => {
    const data = allocate(type, elementCount(shape));
    const size = data.length / chosen.length;
    chosen.forEach((example, slot) => {
      examples.writeInput(example, input, data, slot * size, epoch);
    });
    return [name, data];
  });
  const target = allocate(shapes.target.type, elementCount(shapes.target.shape));
  chosen.forEach((example, slot) => {
    examples.writeTarget(example, target, (slot * target.length) / chosen.length);
  });
  return { inputs: new Map(inputs), target, count };
}
