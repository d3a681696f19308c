import type { ShortcutKind } from '../analysis/analysis';
import type { ModulePath } from '../graph/module';
import type { NodeName } from '../graph/node';
import type { Shape } from '../graph/shape';
import type { SourceSpan } from '../graph/sourceSpan';
import type { ValueName } from '../graph/value';

/** What is drawn of a network: modules folded or unfolded, shortcuts told apart from the trunk. */
export interface VisibleGraph {
  readonly nodes: readonly VisibleNode[];
  readonly edges: readonly VisibleEdge[];
  /** Frames around the nodes of unfolded modules and blocks, outermost first. */
  readonly frames: readonly VisibleFrame[];
}

export type VisibleNodeKind =
  | 'input'
  | 'output'
  /** A folded module (`layer1`, or a leaf such as `conv1`). */
  | 'module'
  /** The folded branch F of a residual block. */
  | 'branch'
  /** The folded parametrised or pooling shortcut of a residual block, drawn on its lane. */
  | 'shortcut'
  /** Where branch and shortcut meet; takes in what its module does right afterwards (the ReLU of a BasicBlock). */
  | 'merge'
  /** A single operator that no module folds: a functional call. */
  | 'operator';

export interface VisibleNode {
  /** Stable while other parts are folded or unfolded. */
  readonly id: string;
  readonly kind: VisibleNodeKind;
  /** What the eye reads first: `conv1`, `F₃`, `W₃`, `+`, `ReLU`. */
  readonly label: string;
  /** Second line: `Conv2d 3×3, 64`, `BasicBlock`. */
  readonly detail: string;
  readonly outputShape: Shape;
  /** Module whose numbers (overlay, parameters) are shown here; absent for operators of a functional call. */
  readonly module?: ModulePath;
  /** Residual block that it belongs to, by path. */
  readonly block?: string;
  /** All nodes of the graph that it stands for. */
  readonly nodes: readonly NodeName[];
  /** What to add to the set of unfolded ids in order to see inside; absent where there is nothing inside. */
  readonly unfolds?: string;
  /** Span that a click reveals. */
  readonly source?: SourceSpan;
  /** Parameters and multiply-accumulates of what it stands for. */
  readonly parameters: number;
  readonly macs: number;
}

export interface VisibleEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly value: ValueName;
  readonly shape: Shape;
  /** `trunk` for everything that is not part of a shortcut. */
  readonly kind: 'trunk' | ShortcutKind;
  /** Residual block whose shortcut this is, by path. */
  readonly block?: string;
}

/** Frame of an unfolded module or residual block. */
export interface VisibleFrame {
  /** What to remove from the set of unfolded ids in order to fold it again. */
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Module whose numbers are shown here; absent for a block that is only a part of its module. */
  readonly module?: ModulePath;
  /** Residual block whose frame this is, by path. */
  readonly block?: string;
  /** Nodes inside, also those in inner frames. */
  readonly nodes: readonly string[];
  readonly source?: SourceSpan;
  /** Parameters and multiply-accumulates of all that is inside. */
  readonly parameters: number;
  readonly macs: number;
}
