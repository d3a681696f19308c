import type { Graph } from './graph';
import type { Node } from './node';
import type { ValueName } from './value';

/** The nodes that `outputs` depend on, in execution order. */
export function nodesFor(graph: Pick<Graph, 'nodes'>, outputs: Iterable<ValueName>): Node[] {
  const wanted = new Set(outputs);
  const kept: Node[] = [];
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    const node = graph.nodes[index];
    if (node.outputs.some((output) => wanted.has(output))) {
      kept.push(node);
      for (const input of node.inputs) {
        if (input !== '') {
          wanted.add(input);
        }
      }
    }
  }
  return kept.reverse();
}
