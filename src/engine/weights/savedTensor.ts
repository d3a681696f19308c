import type { DataType } from '../../graph/dataType';
import type { Shape } from '../../graph/shape';

/** A tensor to be saved. */
export interface SavedTensor {
  /** All state-dict names of it. */
  readonly names: readonly string[];
  readonly type: DataType;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}
