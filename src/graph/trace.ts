import type { DataType } from './dataType';
import type { Graph } from './graph';
import type { Shape } from './shape';
import type { SourceSpan } from './sourceSpan';
import type { ValueName } from './value';

/** What a front end makes of a file. A partial trace holds the graph up to the failure and says so in `diagnostics`. */
export interface Trace {
  /** Class, factory function or instance that was traced, with its arguments: `ResNet20(depth=20)`. */
  readonly model: string;
  readonly file: string;
  readonly mode: TraceMode;
  readonly complete: boolean;
  /** Index of the innermost call of a module that did not come to its end; absent where the trace is complete. */
  readonly failedCall?: number;
  readonly graph: Graph;
  /** How parameters and buffers get their first content, in the order in which PyTorch would draw them. */
  readonly initialization: readonly InitializationStep[];
  readonly diagnostics: readonly Diagnostic[];
  /** Imports that were replaced by an inert stand-in, each once. */
  readonly inertImports: readonly string[];
}

/** `evaluation` and `training` are what `model.eval()` and `model.train()` set. */
export type TraceMode = 'evaluation' | 'training';

/**
 * One step of the construction of a model that touches a tensor of its state or draws from the random stream.
 * A step whose `target` is undefined (a tensor that is not part of the model) still advances the stream.
 */
export interface InitializationStep {
  readonly target: ValueName | undefined;
  readonly shape: Shape;
  readonly fill: Fill;
}

/** Fills as PyTorch's in-place samplers make them from the CPU generator. */
export type Fill =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'values'; readonly type: DataType; readonly values: Float64Array }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  /** `torch.nn.init.trunc_normal_`. */
  | {
      readonly kind: 'truncatedNormal';
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'randint'; readonly low: number; readonly high: number }
  | { readonly kind: 'bernoulli'; readonly probability: number }
  /** A permutation of 0 … length − 1. */
  | { readonly kind: 'randperm' }
  /** What an earlier step made, by its index: a deep copy of a layer begins with the content of its original. */
  | { readonly kind: 'copy'; readonly step: number };

export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'information';
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
  /** Absent where no place in the source is to blame. */
  readonly span?: SourceSpan;
  /** The user's frames around it, innermost first. */
  readonly stack?: readonly SourceSpan[];
  /** Other places that explain it: where the layer was constructed whose input does not fit. */
  readonly related?: readonly RelatedPlace[];
  /** Stable word for tests and quick fixes: `syntaxError`, `exception`, `timeLimit`, `shapeMismatch`, … */
  readonly code: string;
}

export interface RelatedPlace {
  readonly span: SourceSpan;
  readonly message: string;
}
