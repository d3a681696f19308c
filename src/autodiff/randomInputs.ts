import type { RandomInput } from '../graph/draw';
import type { Graph } from '../graph/graph';
import type { Node } from '../graph/node';
import type { Value, ValueName } from '../graph/value';
import { createBuilder, operatorOf } from '../ops/registry';

export interface DrawnGraph {
  readonly graph: Graph;
  /** In the order in which the model draws them. Each is drawn for every run, also where nothing reads it. */
  readonly randomInputs: readonly RandomInput[];
}

/**
 * Makes the random numbers of a graph its inputs, so that whoever runs it can draw them as PyTorch does. The values that
 * were random keep their names, as does the node that makes them where there still is one. The inputs are not listed in
 * `inputs`, which are the model's own.
 */
export function withRandomInputs(graph: Graph): DrawnGraph {
  if (!graph.nodes.some((node) => operatorOf(node).draw !== undefined)) {
    return { graph, randomInputs: [] };
  }
  const builder = createBuilder(graph);
  const drawn = new Map<Node, readonly ValueName[]>();
  const ends = new Map<Node, number>();
  const randomInputs: RandomInput[] = [];
  for (const node of graph.nodes) {
    builder.origin = node.origin;
    const outputs = operatorOf(node).draw?.({
      node,
      builder,
      numbers: (draw, { type, shape }) => {
        const value = builder.addInput(`${node.name}:numbers`, { type, shape });
        randomInputs.push({ value, draw, type, shape });
        return value;
      },
    });
    if (outputs !== undefined) {
      drawn.set(node, outputs);
      ends.set(node, builder.finish([]).nodes.length);
    }
  }

  const whole = builder.finish(graph.outputs);
  const names = new Map<ValueName, ValueName>();
  const nodeNames = new Map<string, string>();
  const producers = new Map(whole.nodes.map((node) => [node.outputs[0], node]));
  const isReplaced = new Set<ValueName>();
  for (const [node, outputs] of drawn) {
    node.outputs.forEach((old, index) => {
      isReplaced.add(old);
      if (index < outputs.length) {
        names.set(outputs[index], old);
      }
    });
    const producer = producers.get(outputs[0]);
    if (producer !== undefined) {
      nodeNames.set(producer.name, node.name);
    }
  }
  const named = (name: ValueName): ValueName => names.get(name) ?? name;
  const renamed = (node: Node): Node => ({
    ...node,
    name: nodeNames.get(node.name) ?? node.name,
    inputs: node.inputs.map(named),
    outputs: node.outputs.map(named),
  });
  const nodes: Node[] = [];
  let added = graph.nodes.length;
  for (const node of graph.nodes) {
    if (!drawn.has(node)) {
      nodes.push(node);
      continue;
    }
    for (const made of whole.nodes.slice(added, ends.get(node))) {
      nodes.push({ ...renamed(made), ...(node.isDetached && { isDetached: true }) });
    }
    added = ends.get(node)!;
  }
  const values = new Map<ValueName, Value>();
  for (const value of whole.values.values()) {
    if (!isReplaced.has(value.name)) {
      const { role } = value;
      const name = named(value.name);
      values.set(name, {
        ...value,
        name,
        role:
          role.kind === 'intermediate'
            ? { ...role, producer: nodeNames.get(role.producer) ?? role.producer }
            : role,
      });
    }
  }
  return {
    graph: { ...whole, inputs: graph.inputs, nodes, values },
    randomInputs: randomInputs.map((input) => ({ ...input, value: named(input.value) })),
  };
}
