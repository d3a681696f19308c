import type { Batch, BatchShapes, BatchSource } from '../../../../src/engine/data/batch';
import { type DataSettings, openDataset } from '../../../../src/engine/data/openDataset';

interface Batches {
  readonly examples: number;
  next(index: number): Batch;
}

/** The batches to train on, of data that are at hand. */
export async function openBatches(
  spec: string,
  shapes: BatchShapes,
  settings: DataSettings,
): Promise<Batches> {
  return atHand((await openDataset(spec, shapes, settings)).train);
}

/** A source that need not be waited for. */
export function atHand(source: BatchSource): Batches {
  return {
    examples: source.examples,
    next: (index) => {
      const batch = source.next(index);
      if (batch instanceof Promise) {
        throw new Error('The batch is not at hand.');
      }
      return batch;
    },
  };
}
