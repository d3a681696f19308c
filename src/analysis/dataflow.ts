import type { Graph } from '../graph/graph';
import type { Node, NodeName } from '../graph/node';
import type { ValueName } from '../graph/value';

/** Index of a value among those that depend on the network's inputs; see {@link Dataflow.values}. */
export type ValueIndex = number;
/** Index of a node among those that depend on the network's inputs, in execution order; see {@link Dataflow.nodes}. */
export type NodeIndex = number;

/**
 * The part of a graph through which the input flows: forward nodes that depend on an input of the network.
 * Parameters, constants and what is computed from them alone are left out. Everything is an index, so that walks over
 * graphs of tens of thousands of nodes stay cheap.
 */
export interface Dataflow {
  readonly graph: Graph;
  readonly nodes: readonly Node[];
  readonly values: readonly ValueName[];
  readonly nodeIndex: ReadonlyMap<NodeName, NodeIndex>;
  readonly valueIndex: ReadonlyMap<ValueName, ValueIndex>;
  /** Node that makes each value; −1 for the inputs of the network. */
  readonly producers: readonly NodeIndex[];
  /** Nodes that read each value, in execution order; a node that reads it twice is named twice. */
  readonly uses: readonly (readonly NodeIndex[])[];
  /** Values that each node reads, those outside the flow left out; a value that is read twice is named twice. */
  readonly inputs: readonly (readonly ValueIndex[])[];
  /** Values that each node makes. */
  readonly outputs: readonly (readonly ValueIndex[])[];
  /** Nodes that read a parameter, directly or through nodes outside the flow. */
  readonly isLearnable: readonly boolean[];
  /** Length of the longest path from an input to each node. */
  readonly depths: readonly number[];
  /** Values drawn from a normal distribution. */
  readonly noise: ReadonlySet<ValueName>;
}

export function traceDataflow(graph: Graph): Dataflow {
  const nodes: Node[] = [];
  const values: ValueName[] = [];
  const nodeIndex = new Map<NodeName, NodeIndex>();
  const valueIndex = new Map<ValueName, ValueIndex>();
  const producers: NodeIndex[] = [];
  const uses: NodeIndex[][] = [];
  const inputs: ValueIndex[][] = [];
  const outputs: ValueIndex[][] = [];
  const isLearnable: boolean[] = [];
  const depths: number[] = [];
  const parametric = new Set<ValueName>();
  const noise = new Set<ValueName>();

  const addValue = (name: ValueName, producer: NodeIndex): ValueIndex => {
    const index = values.length;
    values.push(name);
    valueIndex.set(name, index);
    producers.push(producer);
    uses.push([]);
    return index;
  };
  for (const name of graph.inputs) {
    addValue(name, -1);
  }
  for (const [name, value] of graph.values) {
    if (value.role.kind === 'parameter') {
      parametric.add(name);
    }
  }
  for (const node of graph.nodes) {
    if (node.origin.stage !== 'forward') {
      continue;
    }
    if (node.operator.startsWith('RandomNormal')) {
      node.outputs.forEach((name) => noise.add(name));
    }
    const read: ValueIndex[] = [];
    let readsParameter = false;
    for (const name of node.inputs) {
      const value = valueIndex.get(name);
      if (value !== undefined) {
        read.push(value);
      } else if (parametric.has(name)) {
        readsParameter = true;
      }
    }
    if (read.length === 0) {
      if (readsParameter) {
        node.outputs.forEach((name) => parametric.add(name));
      }
      continue;
    }
    const index = nodes.length;
    nodes.push(node);
    nodeIndex.set(node.name, index);
    inputs.push(read);
    isLearnable.push(readsParameter);
    depths.push(1 + Math.max(...read.map((value) => (producers[value] < 0 ? -1 : depths[producers[value]]))));
    read.forEach((value) => uses[value].push(index));
    outputs.push(node.outputs.filter((name) => name !== '').map((name) => addValue(name, index)));
  }
  return {
    graph,
    nodes,
    values,
    nodeIndex,
    valueIndex,
    producers,
    uses,
    inputs,
    outputs,
    isLearnable,
    depths,
    noise,
  };
}

/** The value that the longest path leads to; the earliest of several. */
export function deepestOf(flow: Dataflow, values: readonly ValueIndex[]): ValueIndex {
  const depth = (value: ValueIndex) => (flow.producers[value] < 0 ? -1 : flow.depths[flow.producers[value]]);
  return values.reduce((a, b) => (depth(b) > depth(a) ? b : a));
}

/** Path of the innermost module whose call made the node; the root where the graph has no calls. */
export function moduleOf(graph: Pick<Graph, 'calls'>, node: Node): string {
  return graph.calls.at(node.origin.call)?.module ?? '';
}
