import type { DataType } from '../../graph/dataType';
import type { Graph } from '../../graph/graph';
import type { ValueName } from '../../graph/value';
import type { BackendName } from '../../protocol/engine';
import type { TensorData } from '../tensorData';
import type { KernelTime } from './kernelTimes';

/** `once`: compile quickly, for one run or a few; `often`: compile thoroughly, for runs that are many. */
export type Frequency = 'once' | 'often';

/** Something that computes graphs. */
export interface Backend {
  readonly name: BackendName;
  /** The type in which it takes and gives the elements of values of type `type`. */
  storageType(type: DataType): DataType;
  /**
   * Compiles the part of `graph` that `outputs` depend on.
   * @throws Error with the runtime's own message where it cannot.
   */
  create(graph: Graph, outputs: readonly ValueName[], frequency: Frequency): Promise<BackendSession>;
  /** As `create` for many runs, with a record of how long each node takes. Undefined where the runtime keeps none. */
  readonly profile?: (graph: Graph, outputs: readonly ValueName[]) => Promise<ProfiledSession>;
}

export interface ProfiledSession extends BackendSession {
  /** Ends the session and gives the times of all its runs. */
  readonly finish: () => Promise<readonly KernelTime[]>;
}

/** A compiled graph. One run at a time. */
export interface BackendSession {
  /** Inputs, parameters and buffers that a run needs; it may be given more. */
  readonly inputs: readonly ValueName[];
  /**
   * Computes once. `feeds` are read and `fetches`, which has an array for every output, are filled in place.
   * An array is recognised by its identity, so arrays that are used again cost nothing.
   */
  run(feeds: ReadonlyMap<ValueName, TensorData>, fetches: ReadonlyMap<ValueName, TensorData>): Promise<void>;
  release(): Promise<void>;
}
