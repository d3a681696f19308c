import type { RandomInput } from '../graph/draw';
import type { LossSettings, TargetType } from './losses/loss';
import type { StepInput, UpdateSettings } from './parameterUpdates';
import type { Graph } from '../graph/graph';
import type { ModulePath } from '../graph/module';
import type { NodeName } from '../graph/node';
import type { Shape } from '../graph/shape';
import type { DataType } from '../graph/dataType';
import type { ValueName } from '../graph/value';

export interface TrainingGraphOptions {
  readonly loss: LossSettings;
  /** Absent: one forward and backward pass whose parameter gradients are outputs. */
  readonly update?: UpdateSettings;
  readonly probes: boolean;
  /** Merges whose two sides are probed separately at the fork. */
  readonly merges: readonly MergeSides[];
}

/** The part of a residual block that probing needs. */
export interface MergeSides {
  readonly path: string;
  readonly merge: NodeName;
  readonly fork: ValueName;
  /** Nodes on each side, and the value that enters the merge. */
  readonly branch: { readonly nodes: readonly NodeName[]; readonly value: ValueName };
  readonly shortcut: { readonly nodes: readonly NodeName[]; readonly value: ValueName };
}

/** Forward, loss, backward, optimizer and probes as one graph, and how a training loop feeds and reads it. */
export interface TrainingGraph {
  readonly graph: Graph;
  /** Scalar of the prediction's type. */
  readonly loss: ValueName;
  /** The model's own outputs. */
  readonly predictions: readonly ValueName[];
  /** Input that takes the labels (int64 [N]) or the values to regress on. */
  readonly target: TargetType & { readonly name: ValueName };
  /** Inputs that take new random numbers in every run, in the order in which the model draws them. */
  readonly randomInputs: readonly RandomInput[];
  /** Scalar float32 inputs that depend on the step and its learning rate; none without an optimizer. */
  readonly stepInputs: readonly StepInput[];
  /** State that a step replaces: read from `current`, written to `next`. Parameters, buffers, optimizer slots. */
  readonly state: readonly StateUpdate[];
  /** Gradient of every trainable parameter that the loss depends on, by state-dict path. */
  readonly parameterGradients: ReadonlyMap<string, ValueName>;
  readonly probes?: ProbeTable;
}

export interface StateUpdate {
  readonly kind: 'parameter' | 'buffer' | 'optimizer' | 'average';
  /** State-dict path; for optimizer slots `momentum/conv1.weight` and the like, for moving averages `ema/conv1.weight`. */
  readonly path: string;
  readonly current: ValueName;
  /** Undefined for state that this graph reads but does not change. */
  readonly next: ValueName | undefined;
  /** What a pass writes that only accumulates gradients; undefined where that leaves it as it is. */
  readonly partial?: ValueName;
  readonly type: DataType;
  readonly shape: Shape;
}

/**
 * Where the statistics of a step come from: float32 vectors that the engine fetches and `readProbes.ts` turns into numbers.
 * A step fetches all of `quick`, all of `careful`, or all of `sampled`, which read large values only in part.
 */
export interface ProbeTable {
  readonly quick: readonly ValueName[];
  readonly careful: readonly ValueName[];
  readonly sampled: readonly ValueName[];
  readonly rows: readonly ProbeRow[];
  /** How each row is read. */
  readonly readings: readonly ProbeReading[];
}

/** Numbers in an output. */
export interface ProbePlace {
  readonly output: ValueName;
  readonly offset: number;
  readonly length: number;
}

export type ProbeReading = SmallReading | LargeReading;

interface Reading {
  /** Only l2 is taken. */
  readonly isNorm: boolean;
}

/** A small value is fetched whole, in all sets. */
export interface SmallReading extends Reading {
  readonly kind: 'small';
  readonly elements: ProbePlace;
}

export interface LargeReading extends Reading {
  readonly kind: 'large';
  /** Elements of the value. */
  readonly count: number;
  readonly careful: ProbePlace;
  /** A place for each vector. */
  readonly quick: readonly ProbePlace[];
  /** The quick vectors of a sample of so many elements. Undefined for a value that is not sampled. */
  readonly sampled: { readonly places: readonly ProbePlace[]; readonly count: number } | undefined;
}

/** std is the population's; l2 = √Σx²; zeros is the fraction that is exactly 0; nonFinite counts NaN and ±∞. */
export const statisticNames = ['mean', 'std', 'l2', 'min', 'max', 'zeros', 'nonFinite'] as const;
export type Statistics = Readonly<Record<(typeof statisticNames)[number], number>> & {
  /** Elements that were looked at, where that is not all: min and max are theirs, l2 is scaled to the whole. */
  readonly sample?: number;
};

/** What one row of the table is a statistic of. */
export type ProbeRow =
  /** First output of the module at its last call, and the gradient of the loss with respect to it. */
  | { readonly kind: 'activation' | 'gradient'; readonly module: ModulePath }
  | { readonly kind: 'parameterGradient'; readonly parameter: string }
  /** Sides of a merge: what enters it (`…Activation`), and the gradient that reaches the fork through that side. */
  | {
      readonly kind: 'branchActivation' | 'shortcutActivation' | 'branchGradient' | 'shortcutGradient';
      readonly merge: string;
    };
