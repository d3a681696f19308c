import { int } from '../../../graph/attributes';
import type { Attributes, Node } from '../../../graph/node';
import { elementCount } from '../../../graph/shape';
import type { ValueName } from '../../../graph/value';
import { type Convolution, convolutionOf, isDepthwise } from '../../../ops/support/convolution';
import { windowAttributes } from '../../../ops/support/convolutionGradient';
import { type BlockedGraph, nchwcDomain } from './blockedGraph';

/**
 * Replaces a Conv by the one on blocks, whose weights are brought into blocks inside the graph because they change.
 * Measured on onnxruntime 1.30, AVX-512, one thread: 60 to 114 GFLOP/s where Conv reaches 36 to 77.
 * @returns false where the node is not of a kind that gains by it.
 */
export function blockConvolution(graph: BlockedGraph, node: Node): boolean {
  const [x, weight, bias = ''] = node.inputs;
  if (graph.shapeOf(x).length !== 4 || graph.typeOf(x).type !== 'float32') {
    return false;
  }
  const convolution = convolutionOf('Conv', node.attributes, graph.shapeOf(x), graph.shapeOf(weight));
  const { channels, outChannels, groups } = convolution;
  const depthwise = isDepthwise(convolution);
  if ((groups > 1 && !depthwise) || staysPlain(graph, convolution, x)) {
    return false;
  }
  const outPadded = graph.paddedChannels(outChannels);
  // A block that is mostly filling would cost more than it gains.
  if (outPadded > 2 * outChannels) {
    return false;
  }
  const attributes: Attributes = {
    ...windowAttributes(convolution),
    group: int(depthwise ? outPadded : 1),
  };
  const readsPlain = !depthwise && channels < graph.block;
  const inputs = [
    readsPlain ? graph.plainOf(x) : graph.blockedOf(x),
    depthwise
      ? depthwiseWeight(graph, convolution, graph.plainOf(weight))
      : denseWeight(graph, convolution, graph.plainOf(weight), readsPlain),
  ];
  if (bias !== '') {
    inputs.push(padTo(graph, graph.plainOf(bias), [outChannels], [outPadded]));
  }
  const [images, , ...spatial] = graph.shapeOf(node.outputs[0]);
  const type = { type: 'float32', shape: [images, outPadded, ...spatial] } as const;
  graph.setBlocked(node, graph.add('Conv', inputs, type, attributes, nchwcDomain));
  return true;
}

/**
 * A convolution of single positions reads each element once, so that a change of layout takes longer than blocks gain: with
 * those of MobileNetV2 (batch 8, one thread) left as they are, a step takes 560 ms instead of 660.
 */
export function staysPlain(graph: BlockedGraph, { groups, axes }: Convolution, x: ValueName): boolean {
  const isPointwise = axes.every(
    ({ input, output, kernel, stride }) => kernel === 1 && stride === 1 && input === output,
  );
  return isPointwise && groups === 1 && !graph.isBlocked(x);
}

/** [M, C, kernel…] as [M/B, C/B, kernel…, B of C, B of M]; where the input is plain, as [M/B, C, kernel…, B of M]. */
function denseWeight(
  graph: BlockedGraph,
  { channels, outChannels, axes }: Convolution,
  weight: ValueName,
  readsPlain: boolean,
): ValueName {
  const kernel = axes.map((axis) => axis.kernel);
  const taps = elementCount(kernel);
  const { block } = graph;
  const out = graph.paddedChannels(outChannels);
  const inner = readsPlain ? channels : graph.paddedChannels(channels);
  const padded = padTo(graph, weight, [outChannels, channels, ...kernel], [out, inner, ...kernel]);
  // As if it were an image with a row for each weight of an output channel.
  const rows = graph.reorderInput(graph.reshape(padded, [1, out, inner * taps, 1]), [
    1,
    out,
    inner * taps,
    1,
  ]);
  const shape = [out, inner, ...kernel];
  return readsPlain || taps === 1
    ? graph.reshape(rows, shape)
    : graph.transpose(rows, [out / block, inner / block, block, taps, block], [0, 1, 3, 2, 4], shape);
}

/** [C, 1, kernel…] as [C/B, kernel…, B]. */
export function depthwiseWeight(
  graph: BlockedGraph,
  { channels, axes }: Convolution,
  weight: ValueName,
): ValueName {
  const kernel = axes.map((axis) => axis.kernel);
  const taps = elementCount(kernel);
  const out = graph.paddedChannels(channels);
  const image = graph.reshape(weight, [1, channels, taps, 1]);
  return graph.reshape(graph.reorderInput(image, [1, out, taps, 1]), [out, 1, ...kernel]);
}

/** Zeros behind the elements of each axis. */
export function padTo(
  graph: BlockedGraph,
  value: ValueName,
  from: readonly number[],
  to: readonly number[],
): ValueName {
  const missing = to.map((extent, axis) => extent - from[axis]);
  return missing.every((amount) => amount === 0)
    ? value
    : graph.infer('Pad', [value, graph.int64s([...missing.map(() => 0), ...missing])]);
}
