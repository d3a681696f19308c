import type { Module, ModuleCall, ModulePath } from './module';
import type { Node, NodeName } from './node';
import type { Value, ValueName } from './value';

/**
 * A network as one directed acyclic graph of ONNX operators. Plain data: it can be cloned between processes as it is.
 */
export interface Graph {
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly values: ReadonlyMap<ValueName, Value>;
  /** In execution order: a node comes after the producers of its inputs. */
  readonly nodes: readonly Node[];
  /** In the order of `named_modules()`: the root, then depth first. */
  readonly modules: ReadonlyMap<ModulePath, Module>;
  readonly calls: readonly ModuleCall[];
  /** Buffers that a run replaces: name of the buffer → value that holds its next content. */
  readonly bufferUpdates: ReadonlyMap<ValueName, ValueName>;
}

/** @throws Error where the graph has no such value. */
export function valueOf(graph: Pick<Graph, 'values'>, name: ValueName): Value {
  const value = graph.values.get(name);
  if (value === undefined) {
    throw new Error(`The graph has no value named '${name}'.`);
  }
  return value;
}

/** Where a value is read: `inputs[input]` of `node`. */
export interface Use {
  readonly node: Node;
  readonly input: number;
}

/** Who makes and who reads each value. */
export interface GraphIndex {
  readonly nodes: ReadonlyMap<NodeName, Node>;
  readonly producers: ReadonlyMap<ValueName, Node>;
  readonly uses: ReadonlyMap<ValueName, readonly Use[]>;
}

export function indexGraph(graph: Pick<Graph, 'nodes'>): GraphIndex {
  const nodes = new Map<NodeName, Node>();
  const producers = new Map<ValueName, Node>();
  const uses = new Map<ValueName, Use[]>();
  for (const node of graph.nodes) {
    nodes.set(node.name, node);
    for (const output of node.outputs) {
      if (output !== '') {
        producers.set(output, node);
      }
    }
    node.inputs.forEach((name, input) => {
      if (name === '') {
        return;
      }
      const known = uses.get(name);
      if (known) {
        known.push({ node, input });
      } else {
        uses.set(name, [{ node, input }]);
      }
    });
  }
  return { nodes, producers, uses };
}

/** The call itself and the calls around it, innermost first. */
export function callChain(graph: Pick<Graph, 'calls'>, call: number): ModuleCall[] {
  const chain: ModuleCall[] = [];
  for (let current: number | undefined = call; current !== undefined; current = graph.calls[current].parent) {
    chain.push(graph.calls[current]);
  }
  return chain;
}
