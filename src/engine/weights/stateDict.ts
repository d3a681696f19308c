import type { DataType } from '../../graph/dataType';
import type { Shape } from '../../graph/shape';

/** A tensor of a file of weights. */
export interface StoredTensor {
  readonly type: DataType;
  readonly shape: Shape;
  /**
   * The elements, row by row, little-endian. What this takes in memory the shape says: look at that first.
   * @throws WeightsError where the file does not hold them.
   */
  read(): Uint8Array;
}

/** Tensors by their state-dict names. */
export type StateDict = ReadonlyMap<string, StoredTensor>;

/** Weights that cannot be read or do not fit. The message is a sentence, or a report of lines where many keys are concerned. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}
