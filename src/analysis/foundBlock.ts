import type { ShortcutKind } from './analysis';
import type { NodeIndex, ValueIndex } from './dataflow';

/** A residual block in terms of a {@link Dataflow}'s indices. */
export interface FoundBlock {
  readonly kind: ShortcutKind;
  readonly merge: NodeIndex;
  readonly fork: ValueIndex;
  readonly branch: FoundSide;
  readonly shortcut: FoundSide;
  /** Merge of the block before in a sum of several branches, x + F(x) + G(x): the shortcut runs through it. */
  readonly through?: NodeIndex;
}

export interface FoundSide {
  /** In execution order. */
  readonly nodes: readonly NodeIndex[];
  readonly value: ValueIndex;
}
