import type { DataType } from './dataType';
import type { Draw } from './draw';
import type { Graph } from './graph';
import type { ModulePath } from './module';
import type { Shape } from './shape';
import type { SourceSpan } from './sourceSpan';
import type { ValueName } from './value';

/** What a front end makes of a file. A partial trace holds the graph up to the failure and says so in `diagnostics`. */
export interface Trace {
  /** Class, factory function or instance that was traced, with its arguments: `ResNet20(depth=20)`. */
  readonly model: string;
  /** Arguments of `model` that nobody said, as Python expressions by name; absent where the front end assumes none. */
  readonly assumedArguments?: Readonly<Record<string, string>>;
  readonly file: string;
  /** Digest of the text of each file of the user's own code that was read, by its path; absent where the model has no text. */
  readonly sources?: Readonly<Record<string, string>>;
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
  /** Of what is filled. */
  readonly shape: Shape;
  /** Where only a part of the target is filled: its first element, counted row by row. */
  readonly offset?: number;
  /**
   * Element type in which its numbers are drawn, by default that of the target: a model that is constructed in float32
   * and then made float64 begins with float32 numbers.
   */
  readonly type?: DataType;
  readonly fill: Fill;
}

/** Fills as PyTorch's in-place samplers make them from the CPU generator. */
export type Fill =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'values'; readonly type: DataType; readonly values: Float64Array }
  | Extract<Draw, { kind: 'uniform' | 'normal' | 'bernoulli' | 'randint' | 'randperm' }>
  /** `torch.nn.init.trunc_normal_`. */
  | {
      readonly kind: 'truncatedNormal';
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
    }
  /** `torch.nn.init.orthogonal_` of a tensor whose first extent is the number of rows. */
  | { readonly kind: 'orthogonal'; readonly gain: number }
  /** A normal sample divided by its length. */
  | { readonly kind: 'direction' }
  /** `torch.nn.init.sparse_`: a normal sample with a share of each column set to zero. */
  | { readonly kind: 'sparseNormal'; readonly std: number; readonly sparsity: number }
  /**
   * What an earlier step made, by its index, times `factor` plus `offset`: a deep copy of a layer begins with the content
   * of its original.
   */
  | {
      readonly kind: 'copy';
      readonly step: number;
      readonly factor?: number;
      readonly offset?: number;
    }
  /** The Euclidean norms of what an earlier step made over some of its axes: the magnitudes of a weight norm. */
  | { readonly kind: 'norm'; readonly step: number; readonly axes: readonly number[] };

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
  /** What a repair has to know, where the model failed while it ran. */
  readonly detail?: FailureDetail;
}

export interface RelatedPlace {
  readonly span: SourceSpan;
  readonly message: string;
}

/** The operation and the modules that a model failed in. */
export interface FailureDetail {
  /** The ONNX operator that refused its inputs, and their shapes; absent where a module refused by itself. */
  readonly operator?: string;
  readonly shapes?: readonly Shape[];
  /** The innermost call of a module, `torch.nn`'s included, and the tensors handed in. */
  readonly call: { readonly module: ModulePath; readonly inputs: readonly Shape[] };
  /** For each frame of the stack the module whose method it runs; null where it runs another function. */
  readonly frames: readonly (FailureFrame | null)[];
}

export interface FailureFrame {
  readonly module: ModulePath;
  /** Plain arguments of the module's constructor by name, defaults included. */
  readonly arguments: PlainArguments;
  /** Whole numbers that its class defines, such as `expansion`. */
  readonly constants: Readonly<Record<string, number>>;
  /** Arguments of the model's other instances of the class, each once. */
  readonly others: readonly PlainArguments[];
}

export type PlainArguments = Readonly<Record<string, unknown>>;
