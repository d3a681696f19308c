import type { Graph } from '../../../graph/graph';
import type { Stage } from '../../../graph/node';
import type { ValueName } from '../../../graph/value';

/** Stages whose nodes only read what the others make. */
const readers: ReadonlySet<Stage> = new Set<Stage>(['optimizer', 'probe', 'state']);

/**
 * The same nodes in the order in which they should run: what updates parameters or takes statistics comes as soon as what it
 * reads is there, while that is in the cache and so that it need not be kept.
 *
 * onnxruntime runs them so where the model file lists them from the last to the first. Its own order is a depth-first walk
 * that starts at the last node of the file that nobody reads, and takes the inputs of a node from the last in the file to the
 * first.
 */
export function inExecutionOrder(graph: Graph): Graph {
  const ranks = new Map<ValueName, number>();
  const ranked = graph.nodes.map((node, index) => {
    const rank = readers.has(node.origin.stage)
      ? Math.max(0, ...node.inputs.map((input) => ranks.get(input) ?? 0))
      : index;
    node.outputs.forEach((output) => ranks.set(output, rank));
    return { node, rank, index };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.index - b.index);
  return { ...graph, nodes: ranked.map(({ node }) => node) };
}
