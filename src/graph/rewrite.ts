import { GraphBuilder, type InferTypes } from './builder';
import type { Graph } from './graph';
import type { Node } from './node';
import type { ValueName } from './value';

/**
 * Gives the values that stand for the outputs of a node, having added the nodes that make them; undefined keeps the node.
 * The node's inputs are those of the new graph.
 */
export type RewriteNode = (node: Node, builder: GraphBuilder) => readonly ValueName[] | undefined;

/**
 * A graph that computes the same with other nodes. Added nodes have the origin of the node that they stand for; values that
 * somebody may ask for by name (outputs, next contents of buffers) keep their names.
 */
export function rewriteGraph(graph: Graph, inferTypes: InferTypes, rewrite: RewriteNode): Graph {
  const builder = GraphBuilder.from(graph, inferTypes);
  builder.dropNodes();
  const kept = new Set([...graph.outputs, ...graph.bufferUpdates.values()]);
  const replacements = new Map<ValueName, ValueName>();
  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map((input) => replacements.get(input) ?? input) };
    builder.origin = original.origin;
    const outputs = rewrite(node, builder);
    if (outputs === undefined) {
      builder.addKnown(node);
      continue;
    }
    node.outputs.forEach((output, index) => {
      if (output === '') {
        return;
      }
      replacements.set(output, outputs[index]);
      if (kept.has(output)) {
        builder.addKnown({
          ...original,
          name: node.outputs.length === 1 ? node.name : `${node.name}:${index}`,
          operator: 'Identity',
          domain: '',
          inputs: [outputs[index]],
          outputs: [output],
          attributes: {},
        });
      }
    });
  }
  return builder.finish(graph.outputs);
}
