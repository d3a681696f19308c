import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import type { Graph } from '../../graph/graph';
import { valueOf } from '../../graph/graph';
import type { Value, ValueName } from '../../graph/value';
import type { BackendName } from '../../protocol/engine';
import { encodeModel } from '../../frontends/onnx/encode';
import { bytesOf, copyInto, type TensorData } from '../tensorData';
import type { Backend, BackendSession, Frequency } from './backend';
import { lower, type LoweringOptions } from './lowering/lower';
import { withStatisticsOfItsOwn } from './statisticsOfItsOwn';

/** onnxruntime's `logSeverityLevel`. */
const errorsOnly = 3;

/** What onnxruntime-node and onnxruntime-web have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: Value['type'], data: TensorData, dimensions: readonly number[]) => Tensor;
}

export interface OnnxRuntimeBackendOptions {
  readonly name: BackendName;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession.SessionOptions;
  /** What this build computes fastest or not at all. */
  readonly lowering?: LoweringOptions;
  /** False for a runtime that ignores the arrays given for its outputs and makes its own. */
  readonly fillsFetches: boolean;
}

/**
 * One of onnxruntime's builds.
 *
 * Graph optimization was measured on the step of a ResNet-20 with all probes (3900 nodes, batch 32, 2 cores): none
 * compiles in 0.5 s of processor time, all in 2.4 s, and a step then takes 0.68 s and 0.61 s of it. Thirty steps repay it.
 */
export class OnnxRuntimeBackend implements Backend {
  readonly name: BackendName;

  constructor(private readonly options: OnnxRuntimeBackendOptions) {
    this.name = options.name;
  }

  storageType(type: Value['type']): Value['type'] {
    return type;
  }

  async create(graph: Graph, outputs: readonly ValueName[], frequency: Frequency): Promise<BackendSession> {
    return (await this.compile(graph, outputs, frequency)).session;
  }

  /** Compiles the graph. @returns also the graph in the operators that it was compiled in. */
  protected async compile(
    graph: Graph,
    outputs: readonly ValueName[],
    frequency: Frequency,
    extra: InferenceSession.SessionOptions = {},
  ): Promise<{ readonly session: OnnxRuntimeSession; readonly compiled: Graph }> {
    const { runtime, session, lowering } = this.options;
    const computed = outputs.filter((name) => valueOf(graph, name).role.kind === 'intermediate');
    // A change of layout is repaid only by many runs.
    const compiled = lower(
      graph,
      computed,
      frequency === 'often' ? lowering : { ...lowering, block: undefined },
    );
    const model = encodeModel(withStatisticsOfItsOwn(compiled), { outputs: computed, isReversed: true });
    const created = await runtime.InferenceSession.create(model, {
      ...session,
      ...extra,
      graphOptimizationLevel: frequency === 'once' ? 'disabled' : 'all',
      logSeverityLevel: errorsOnly,
    });
    return { session: new OnnxRuntimeSession(created, graph, outputs, this.options), compiled };
  }
}

export class OnnxRuntimeSession implements BackendSession {
  readonly inputs: readonly ValueName[];
  /** Wrapping an array takes longer than many a small operator, and a run uses the same arrays again and again. */
  private readonly tensors = new Map<ValueName, WeakMap<TensorData, Tensor>>();
  /** Outputs that no node computes, constants and what is fed: onnxruntime leaves the array given for such a one untouched. */
  private readonly constants: readonly { readonly name: ValueName; readonly data: Float64Array }[];
  private readonly passedThrough: readonly ValueName[];

  constructor(
    private readonly session: InferenceSession,
    private readonly graph: Graph,
    outputs: readonly ValueName[],
    private readonly options: OnnxRuntimeBackendOptions,
  ) {
    const given = outputs.filter((name) => !session.outputNames.includes(name));
    this.constants = given.flatMap((name) => {
      const { role } = valueOf(graph, name);
      return role.kind === 'constant' ? [{ name, data: role.tensor.data }] : [];
    });
    this.passedThrough = given.filter((name) => valueOf(graph, name).role.kind !== 'constant');
    this.inputs = [...new Set([...session.inputNames, ...this.passedThrough])];
  }

  async run(
    feeds: ReadonlyMap<ValueName, TensorData>,
    fetches: ReadonlyMap<ValueName, TensorData>,
  ): Promise<void> {
    const { inputNames, outputNames } = this.session;
    const fed = this.tensorsOf(inputNames, feeds);
    if (this.options.fillsFetches) {
      await this.session.run(fed, this.tensorsOf(outputNames, fetches));
    } else {
      const results = await this.session.run(fed, outputNames);
      for (const name of outputNames) {
        const result = results[name] as TypedTensor<'float32'>;
        bytesOf(arrayFor(fetches, name)).set(bytesOf(result.data));
        result.dispose();
      }
    }
    for (const { name, data } of this.constants) {
      copyInto(arrayFor(fetches, name), data);
    }
    for (const name of this.passedThrough) {
      bytesOf(arrayFor(fetches, name)).set(bytesOf(arrayFor(feeds, name)));
    }
  }

  release(): Promise<void> {
    return this.session.release();
  }

  /** Writes the file of the profiler, where the session was created with one. */
  endProfiling(): void {
    this.session.endProfiling();
  }

  private tensorsOf(
    names: readonly ValueName[],
    arrays: ReadonlyMap<ValueName, TensorData>,
  ): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const name of names) {
      tensors[name] = this.tensorOf(name, arrayFor(arrays, name));
    }
    return tensors;
  }

  private tensorOf(name: ValueName, array: TensorData): Tensor {
    let known = this.tensors.get(name);
    if (known === undefined) {
      known = new WeakMap();
      this.tensors.set(name, known);
    }
    let tensor = known.get(array);
    if (tensor === undefined) {
      const { type, shape } = valueOf(this.graph, name);
      tensor = new this.options.runtime.Tensor(type, array, shape);
      known.set(array, tensor);
    }
    return tensor;
  }
}

function arrayFor(arrays: ReadonlyMap<ValueName, TensorData>, name: ValueName): TensorData {
  const array = arrays.get(name);
  if (array === undefined) {
    throw new Error(`The value '${name}' of the compiled graph was given no array.`);
  }
  return array;
}
