import type { SourceSpan } from './sourceSpan';
import type { ValueName } from './value';

/** Dotted path of a module from the root, as in PyTorch's `named_modules()`; the root is the empty string. */
export type ModulePath = string;

/** A named sub-network of the source. */
export interface Module {
  readonly path: ModulePath;
  /** Class name, for example `Conv2d` or `BasicBlock`. */
  readonly type: string;
  /** True where the class is defined in user code (or in a package such as torchvision), not by `torch.nn` itself. */
  readonly isUserDefined: boolean;
  /** What PyTorch prints between the parentheses: `3, 64, kernel_size=(7, 7), stride=(2, 2)`. */
  readonly description: string;
  /** The expression that constructed the module; absent where it lies outside user code. */
  readonly source?: SourceSpan;
  /** The `class` statement of a user-defined module. */
  readonly definition?: SourceSpan;
  /** Parameters held directly (not by a child), as values of the graph. A shared parameter is named by each holder. */
  readonly parameters: readonly ValueName[];
  /** Buffers held directly. */
  readonly buffers: readonly ValueName[];
}

/** One call of a module while the model was traced. Index 0 is the call of the root. */
export interface ModuleCall {
  readonly index: number;
  readonly module: ModulePath;
  /** The call inside which this one was made; absent for the root. */
  readonly parent?: number;
  /** Spans of the user's source that led to this call, innermost (the call expression itself) first. */
  readonly spans: readonly SourceSpan[];
  /** Tensors handed in and given back, in the order of the signature; nested containers are flattened. */
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
}

/** Path of the module that contains this one; undefined for the root. */
export function parentPath(path: ModulePath): ModulePath | undefined {
  if (path === '') {
    return undefined;
  }
  const dot = path.lastIndexOf('.');
  return dot < 0 ? '' : path.slice(0, dot);
}

/** True where `path` is `ancestor` itself or lies inside it. */
export function isWithin(path: ModulePath, ancestor: ModulePath): boolean {
  return ancestor === '' || path === ancestor || path.startsWith(ancestor + '.');
}
