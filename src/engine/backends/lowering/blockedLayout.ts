import type { Graph } from '../../../graph/graph';
import type { Node } from '../../../graph/node';
import { elementCount, sameShape } from '../../../graph/shape';
import { blockConvolution } from './blockedConvolution';
import { BlockedGraph } from './blockedGraph';
import { blockTransposedConvolution } from './blockedTransposedConvolution';
import { blockWeightGradient } from './blockedWeightGradient';
import { expandOperators } from '../../../ops/expandOperators';

/**
 * The same graph with convolutions on blocks of `block` channels, which onnxruntime computes faster. What lies between them
 * and does not care about the order of the elements is computed on blocks too, so that few values change their layout.
 */
export function toBlockedLayout(graph: Graph, block: number): Graph {
  const blocked = new BlockedGraph(graph, block);
  for (const node of graph.nodes) {
    blocked.startWith(node);
    if (!rewrite(blocked, node)) {
      blocked.keep(node);
    }
  }
  return expandOperators(blocked.finish());
}

function rewrite(graph: BlockedGraph, node: Node): boolean {
  switch (node.domain === '' ? node.operator : `${node.domain}:${node.operator}`) {
    case 'Conv':
      return blockConvolution(graph, node);
    case 'ConvTranspose':
      return blockTransposedConvolution(graph, node);
    case 'skipline:ConvWeightGradient':
      return blockWeightGradient(graph, node);
    case 'Add':
    case 'And':
    case 'Cast':
    case 'Clip':
    case 'Equal':
    case 'Greater':
    case 'Less':
    case 'Mul':
    case 'Relu':
    case 'Sub':
    case 'Sum':
    case 'skipline:HardTanh':
      return blockElementwise(graph, node);
    default:
      return false;
  }
}

/**
 * An operator that computes each element of its output from the same elements of its inputs and from scalars. What fills up
 * the last block stays finite, because these operators make no NaN of zeros, and is never read.
 */
function blockElementwise(graph: BlockedGraph, node: Node): boolean {
  const [output] = node.outputs;
  const shape = graph.shapeOf(output);
  if (shape.length !== 4) {
    return false;
  }
  const isScalar = (input: string) => elementCount(graph.shapeOf(input)) === 1;
  const tensors = node.inputs.filter((input) => input !== '' && !isScalar(input));
  const isBlockedAlone = (input: string) => graph.isBlocked(input) && !graph.isPlain(input);
  if (
    !tensors.some(isBlockedAlone) ||
    !tensors.every((input) => graph.isBlocked(input) && sameShape(graph.shapeOf(input), shape))
  ) {
    return false;
  }
  const inputs = node.inputs.map((input) =>
    input === '' || isScalar(input) ? input : graph.blockedOf(input),
  );
  const { type } = graph.typeOf(output);
  const [images, channels, ...spatial] = shape;
  const padded = { type, shape: [images, graph.paddedChannels(channels), ...spatial] };
  graph.setBlocked(node, graph.add(node.operator, inputs, padded, node.attributes, node.domain));
  return true;
}
