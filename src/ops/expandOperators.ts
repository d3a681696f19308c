import type { Graph } from '../graph/graph';
import { rewriteGraph } from '../graph/rewrite';
import { findOperator, inferTypes } from './registry';

/** The graph in ONNX's own operators: those that are not are expanded. The graph itself where there are none. */
export function expandOperators(graph: Graph): Graph {
  const ruleOf = ({ operator, domain }: { readonly operator: string; readonly domain: string }) =>
    findOperator(operator, domain)?.expand;
  return graph.nodes.some((node) => ruleOf(node) !== undefined)
    ? rewriteGraph(graph, inferTypes, (node, builder) => ruleOf(node)?.({ node, builder }))
    : graph;
}
