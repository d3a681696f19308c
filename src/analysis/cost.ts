import { type Graph, valueOf } from '../graph/graph';
import type { Node, NodeName } from '../graph/node';
import { findOperator } from '../ops/registry';

/** Multiply-accumulates of one node; 0 for operators that have none by the project's definition and for unknown ones. */
export function macsOf(graph: Pick<Graph, 'values'>, node: Node): number {
  const operator = findOperator(node.operator, node.domain);
  if (operator?.cost === undefined) {
    return 0;
  }
  return operator.cost({
    operator: node.operator,
    inputs: node.inputs.map((name) => (name === '' ? undefined : valueOf(graph, name))),
    attributes: node.attributes,
    outputCount: node.outputs.length,
  }).macs;
}

/** Multiply-accumulates of the forward nodes that have any. */
export function costsOf(graph: Graph): Map<NodeName, number> {
  const costs = new Map<NodeName, number>();
  for (const node of graph.nodes) {
    const macs = node.origin.stage === 'forward' ? macsOf(graph, node) : 0;
    if (macs > 0) {
      costs.set(node.name, macs);
    }
  }
  return costs;
}
