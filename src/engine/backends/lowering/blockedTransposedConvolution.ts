import { int, ints } from '../../../graph/attributes';
import type { Node } from '../../../graph/node';
import { elementCount } from '../../../graph/shape';
import type { ValueName } from '../../../graph/value';
import { adjointOf } from '../../../ops/ConvTranspose';
import { type Convolution, isDepthwise } from '../../../ops/support/convolution';
import type { WindowAxis } from '../../../ops/support/window';
import { depthwiseWeight, padTo, staysPlain } from './blockedConvolution';
import { type BlockedGraph, nchwcDomain } from './blockedGraph';

/**
 * Replaces a ConvTranspose, which is also the gradient of a Conv in its input, by convolutions on blocks. With a stride s
 * the elements whose index leaves the same remainder divided by s see the same taps: each such phase is a convolution by
 * itself, and the phases are put together like the teeth of combs.
 * @returns false where the node is not of a kind that gains by it.
 */
export function blockTransposedConvolution(graph: BlockedGraph, node: Node): boolean {
  const [y, weight, bias = ''] = node.inputs;
  if (graph.shapeOf(y).length !== 4 || graph.typeOf(y).type !== 'float32') {
    return false;
  }
  const adjoint = adjointOf('ConvTranspose', node.attributes, graph.shapeOf(y), graph.shapeOf(weight));
  const phases = adjoint.axes.map(phasesOf);
  if (!phases.every((some) => some !== undefined) || !gains(graph, adjoint, y)) {
    return false;
  }
  const [rows, columns] = phases;
  if (bias !== '' && [...rows, ...columns].some(({ taps }) => taps.length === 0)) {
    return false;
  }
  const convolve = phaseConvolution(graph, adjoint, [y, weight, bias]);
  const lines = rows.map((row) => {
    const parts = columns.map((column) => convolve(row, column));
    return interleave(graph, parts, graph.block);
  });
  const [height, width] = adjoint.axes.map((axis) => axis.input);
  const whole = interleave(graph, lines, width * graph.block)!;
  const shape = [adjoint.batch, graph.paddedChannels(adjoint.channels), height, width];
  graph.setBlocked(node, graph.reshape(whole, shape));
  return true;
}

function gains(graph: BlockedGraph, adjoint: Convolution, y: ValueName): boolean {
  const { channels, groups, axes } = adjoint;
  // A block that is mostly filling would cost more than it gains.
  if (staysPlain(graph, adjoint, y) || graph.paddedChannels(channels) > 2 * channels) {
    return false;
  }
  // Of depthwise ones so little is computed for each element that putting phases together would take longer.
  return groups === 1 || (isDepthwise(adjoint) && axes.every(({ stride }) => stride === 1));
}

/** Adds the convolution of one phase of the rows with one of the columns; undefined where no tap reaches it. */
function phaseConvolution(
  graph: BlockedGraph,
  adjoint: Convolution,
  [y, weight, bias]: readonly ValueName[],
): (row: Phase, column: Phase) => ValueName | undefined {
  const { batch, channels, outChannels, axes } = adjoint;
  const padded = graph.paddedChannels(channels);
  const depthwise = isDepthwise(adjoint);
  const readsPlain = !depthwise && outChannels < graph.block;
  const input = readsPlain ? graph.plainOf(y) : graph.blockedOf(y);
  const taps = depthwise
    ? depthwiseTaps(graph, adjoint, graph.plainOf(weight))
    : denseTaps(graph, adjoint, graph.plainOf(weight), readsPlain);
  const inner = depthwise ? 1 : readsPlain ? outChannels : graph.paddedChannels(outChannels);
  const added = bias === '' ? [] : [padTo(graph, graph.plainOf(bias), [channels], [padded])];
  return (row, column) => {
    const kernel = [row.taps.length, column.taps.length];
    if (elementCount(kernel) === 0) {
      return undefined;
    }
    const chosen = row.taps.flatMap((tap) => column.taps.map((other) => tap * axes[1].kernel + other));
    const attributes = {
      kernel_shape: ints(kernel),
      dilations: ints(axes.map((axis) => axis.dilation)),
      pads: ints([row.padBegin, column.padBegin, row.padEnd, column.padEnd]),
      group: int(depthwise ? padded : 1),
    };
    const picked = graph.reshape(taps(chosen), [padded, inner, ...kernel]);
    const shape = [batch, padded, row.extent, column.extent];
    return graph.add('Conv', [input, picked, ...added], { type: 'float32', shape }, attributes, nchwcDomain);
  };
}

/** Elements of one axis that see the same taps. */
interface Phase {
  /** In the order of the elements of Y that they meet. */
  readonly taps: readonly number[];
  readonly extent: number;
  readonly padBegin: number;
  readonly padEnd: number;
}

/** With i + pad = s·q + r, the element i sees the taps s·t + r, each with the element q − t of Y. */
function phasesOf({ input, output, kernel, stride, dilation, padBegin }: WindowAxis): Phase[] | undefined {
  if (input % stride !== 0 || (stride > 1 && dilation > 1) || (kernel < stride && kernel > 1)) {
    return undefined;
  }
  const extent = input / stride;
  const phases = Array.from({ length: stride }, (_, first) => {
    const remainder = (first + padBegin) % stride;
    const shift = (first + padBegin - remainder) / stride;
    const count = Math.ceil((kernel - remainder) / stride);
    return {
      taps: Array.from({ length: Math.max(count, 0) }, (_, at) => stride * (count - 1 - at) + remainder),
      extent,
      padBegin: dilation * (count - 1) - shift,
      padEnd: extent + shift - output,
    };
  });
  const isRegular = phases.every(
    ({ taps, padBegin: begin, padEnd: end }) => taps.length === 0 || (begin >= 0 && end >= 0),
  );
  return isRegular ? phases : undefined;
}

/** Puts the parts together in turn, `chunk` elements at a time; where all but one are zero, they are left out. */
function interleave(
  graph: BlockedGraph,
  parts: readonly (ValueName | undefined)[],
  chunk: number,
): ValueName | undefined {
  const given = parts.filter((part) => part !== undefined);
  if (given.length === 0 || parts.length === 1) {
    return given.at(0);
  }
  const chunks = given.map((part) => graph.reshape(part, [graph.sizeOf(part) / chunk, 1, chunk]));
  if (chunks.length === parts.length) {
    return graph.infer('Concat', chunks, { axis: int(1) });
  }
  const before = parts.findIndex((part) => part !== undefined);
  return graph.infer('Pad', [chunks[0], graph.int64s([0, before, 0, 0, parts.length - 1 - before, 0])]);
}

type Taps = (chosen: readonly number[]) => ValueName;

/** W [M, C, kernel…] as [C/B, M/B, chosen taps, B of M, B of C]; where Y is plain, as [C/B, M, chosen taps, B of C]. */
function denseTaps(
  graph: BlockedGraph,
  { channels, outChannels, axes }: Convolution,
  weight: ValueName,
  readsPlain: boolean,
): Taps {
  const { block } = graph;
  const kernel = axes.map((axis) => axis.kernel);
  const count = elementCount(kernel);
  const out = graph.paddedChannels(channels);
  const inner = readsPlain ? outChannels : graph.paddedChannels(outChannels);
  const padded = padTo(graph, weight, [outChannels, channels, ...kernel], [inner, channels, ...kernel]);
  const images = graph.reorderInput(padded, [inner, out, ...kernel]);
  const [shape, permutation] = readsPlain
    ? [
        [inner, out / block, count, block],
        [1, 0, 2, 3],
      ]
    : [
        [inner / block, block, out / block, count, block],
        [2, 0, 3, 1, 4],
      ];
  const chunk = readsPlain ? block : block * block;
  const turned = graph.transpose(images, shape, permutation, [(out * inner) / chunk, count, chunk]);
  return (chosen) => pick(graph, turned, count, chosen);
}

/** W [C, 1, kernel…] as [C/B, chosen taps, B]. */
function depthwiseTaps(graph: BlockedGraph, adjoint: Convolution, weight: ValueName): Taps {
  const { block } = graph;
  const blocked = depthwiseWeight(graph, adjoint, weight);
  const count = elementCount(adjoint.axes.map((axis) => axis.kernel));
  const rows = graph.reshape(blocked, [graph.paddedChannels(adjoint.channels) / block, count, block]);
  return (chosen) => pick(graph, rows, count, chosen);
}

function pick(graph: BlockedGraph, taps: ValueName, count: number, chosen: readonly number[]): ValueName {
  return chosen.length === count && chosen.every((tap, at) => tap === at)
    ? taps
    : graph.infer('Gather', [taps, graph.int64s(chosen)], { axis: int(1) });
}
