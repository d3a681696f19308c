import type { MessagePort } from 'node:worker_threads';
import type { Batch, BatchShapes } from '../batch';
import type { DataSettings } from '../openDataset';

/** Messages between the engine's thread and the one that prepares batches. Both are of the same program. */

export type Part = 'train' | 'validation';

/** What the thread is started with. */
export interface LoaderStart {
  readonly task: LoaderTask;
  readonly port: MessagePort;
}

export interface LoaderTask {
  readonly spec: string;
  readonly shapes: BatchShapes;
  readonly settings: DataSettings;
}

export type LoaderRequest =
  /** Batches from `index` on are wanted, `ahead` of them at first. Those of an earlier request are not. */
  | {
      readonly kind: 'from';
      readonly part: Part;
      readonly request: number;
      readonly index: number;
      readonly ahead: number;
    }
  /** One was taken, so one more may be prepared. */
  | { readonly kind: 'taken'; readonly part: Part };

export interface PartDescription {
  readonly name: string;
  readonly examples: number;
  readonly batchesPerEpoch: number;
}

export type LoaderAnswer =
  | { readonly kind: 'opened'; readonly parts: Readonly<Partial<Record<Part, PartDescription>>> }
  | {
      readonly kind: 'batch';
      readonly part: Part;
      readonly request: number;
      readonly index: number;
      readonly batch: Batch;
    }
  /** The data cannot be opened, or the wanted batch not be read. A sentence. */
  | { readonly kind: 'failed'; readonly message: string };
