import { type DataType, isFloatingPoint } from '../../graph/dataType';
import { type Graph, valueOf } from '../../graph/graph';
import type { Tensor } from '../../graph/tensor';
import type { Value, ValueName } from '../../graph/value';
import { evaluateGraph } from '../../ops/evaluateGraph';
import { copyInto, type TensorData } from '../tensorData';
import type { Backend, BackendSession } from './backend';

/** The operators' own reference computation, in float64 throughout: slow, and everywhere to be had. */
export function openReference(): Promise<Backend> {
  return Promise.resolve(new ReferenceBackend());
}

class ReferenceBackend implements Backend {
  readonly name = 'reference';

  storageType(type: DataType): DataType {
    return isFloatingPoint(type) ? 'float64' : type;
  }

  create(graph: Graph, outputs: readonly ValueName[]): Promise<BackendSession> {
    return Promise.resolve(new ReferenceSession(graph, outputs));
  }
}

class ReferenceSession implements BackendSession {
  readonly inputs: readonly ValueName[];

  constructor(
    private readonly graph: Graph,
    private readonly outputs: readonly ValueName[],
  ) {
    this.inputs = [...graph.values.values()].filter(isFed).map(({ name }) => name);
  }

  run(feeds: ReadonlyMap<ValueName, TensorData>, fetches: ReadonlyMap<ValueName, TensorData>): Promise<void> {
    const tensors = new Map<ValueName, Tensor>();
    for (const name of this.inputs) {
      const data = feeds.get(name);
      if (data !== undefined) {
        const { type, shape } = valueOf(this.graph, name);
        tensors.set(name, { type, shape, data: inFloat64(data) });
      }
    }
    const results = evaluateGraph(this.graph, tensors, this.outputs);
    for (const [name, target] of fetches) {
      copyInto(target, results.get(name)!.data);
    }
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

function isFed({ role }: Value): boolean {
  return role.kind !== 'constant' && role.kind !== 'intermediate';
}

function inFloat64(data: TensorData): Float64Array {
  if (data instanceof Float64Array) {
    return data;
  }
  const copy = new Float64Array(data.length);
  copyInto(copy, data);
  return copy;
}
