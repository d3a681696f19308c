import type { ModulePath } from '../graph/module';
import type { NodeName } from '../graph/node';
import type { Shape } from '../graph/shape';
import type { SourceSpan } from '../graph/sourceSpan';
import type { ValueName } from '../graph/value';

/** Everything that follows from the graph alone. Plain data. */
export interface Analysis {
  /** Trainable elements; a shared parameter counts once. */
  readonly parameters: number;
  /** Elements of buffers, persistent or not. */
  readonly buffers: number;
  readonly macs: number;
  /** Structural hash: equal for equal operators, attributes, shapes and wiring, whatever the names. Hexadecimal. */
  readonly hash: string;
  /** In the order of `graph.modules`. */
  readonly modules: readonly ModuleSummary[];
  readonly residualBlocks: readonly ResidualBlock[];
  readonly streams: readonly Stream[];
  readonly repeats: readonly Repeat[];
}

export interface ModuleSummary {
  readonly path: ModulePath;
  readonly type: string;
  readonly source?: SourceSpan;
  /** Innermost span of each call, in call order. */
  readonly calls: readonly SourceSpan[];
  /** Of the last call. */
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
  /** Trainable elements of the module and all inside it. */
  readonly parameters: number;
  readonly macs: number;
}

export type ShortcutKind = 'identity' | 'projection' | 'pad' | 'gate' | 'concat' | 'dense';

/** Fork, branch F, shortcut S, merge: z_l = F_l(z_{l−1}) + S_l(z_{l−1}) (He et al. 2016; Bishop & Bishop 2024, 9.35–9.41). */
export interface ResidualBlock {
  /** Innermost module that holds the merge; a second merge of the same call is `path#2`. Unique. */
  readonly path: string;
  readonly module: ModulePath;
  readonly kind: ShortcutKind;
  readonly merge: NodeName;
  /** The value that both sides leave. */
  readonly fork: ValueName;
  readonly branch: Side;
  /** Without nodes where the shortcut is the identity. */
  readonly shortcut: Side;
  /** Span of the merge in the source. */
  readonly source?: SourceSpan;
  /** Plain text with Unicode subscripts, for example `z₃ = F₃(z₂) + z₂` or `z₃ = F₃(z₂) + W₃z₂`. */
  readonly equation: string;
  /** Index into `streams`, and place of this block in it, from 0. */
  readonly stream: number;
  readonly index: number;
}

/** One way from the fork to the merge. */
export interface Side {
  readonly nodes: readonly NodeName[];
  /** Outermost modules that lie wholly on this side, in call order. */
  readonly modules: readonly ModulePath[];
  /** Which input of the merge this side feeds, and the value that it feeds. */
  readonly mergeInput: number;
  readonly value: ValueName;
}

/** A chain of residual blocks that share one trunk. */
export interface Stream {
  /** Paths of its blocks, first to last. */
  readonly blocks: readonly string[];
  /** Number of paths through the linearised stream, 2^n, as a decimal text because it outgrows doubles. */
  readonly paths: string;
}

/** Sibling modules of the same structure: `layer1.0`, `layer1.1`, `layer1.2`. */
export interface Repeat {
  readonly modules: readonly ModulePath[];
  readonly type: string;
}
