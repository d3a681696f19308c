import type { DataType } from './dataType';
import type { Shape } from './shape';
import type { Tensor } from './tensor';

/** Name of a value, unique in its graph. */
export type ValueName = string;

/** What is known of a tensor before it is computed. */
export interface ValueType {
  readonly type: DataType;
  readonly shape: Shape;
}

/** Where a value comes from. */
export type ValueRole =
  /** Handed in by the caller at every run: the model's inputs, targets, hyperparameters. */
  | { readonly kind: 'input' }
  /** Learnable; `path` is PyTorch's state-dict name. Frozen (`requires_grad=False`) where not trainable. */
  | {
      readonly kind: 'parameter';
      readonly path: string;
      readonly trainable: boolean;
      /** Other state-dict names of the same tensor, where it is tied. */
      readonly aliases?: readonly string[];
    }
  /** State that is not learnt (running statistics); `persistent` ones belong to the state dict. */
  | {
      readonly kind: 'buffer';
      readonly path: string;
      readonly persistent: boolean;
      readonly aliases?: readonly string[];
    }
  | { readonly kind: 'constant'; readonly tensor: Tensor }
  /** Output `index` of node `producer`. */
  | { readonly kind: 'intermediate'; readonly producer: string; readonly index: number };

export interface Value extends ValueType {
  readonly name: ValueName;
  readonly role: ValueRole;
}
