import type { ResidualBlock, Stream } from './analysis';
import { moduleOf, type Dataflow } from './dataflow';
import { equationOf } from './equation';
import { findBlocks } from './findBlocks';
import { SideWriter } from './sides';
import { findStreams } from './streams';

/** Every residual block of the network in the order of the merges, and the streams that they form. */
export function describeBlocks(flow: Dataflow): { residualBlocks: ResidualBlock[]; streams: Stream[] } {
  const found = findBlocks(flow);
  const places = findStreams(flow, found);
  const sides = new SideWriter(flow);
  const mergeCounts = new Map<string, number>();
  const streams: string[][] = [];
  const residualBlocks = found.map((block, position): ResidualBlock => {
    const merge = flow.nodes[block.merge];
    const module = moduleOf(flow.graph, merge);
    const count = (mergeCounts.get(module) ?? 0) + 1;
    mergeCounts.set(module, count);
    const path = count === 1 ? module : `${module}#${count}`;
    const place = places[position];
    (streams[place.stream] ??= []).push(path);
    return {
      path,
      module,
      kind: block.kind,
      merge: merge.name,
      fork: flow.values[block.fork],
      branch: sides.write(block, block.branch),
      shortcut: sides.write(block, block.shortcut),
      ...(merge.origin.spans.length > 0 && { source: merge.origin.spans[0] }),
      equation: equationOf(flow, block, place),
      stream: place.stream,
      index: place.index,
    };
  });
  return {
    residualBlocks,
    streams: streams.map((blocks) => ({ blocks, paths: (2n ** BigInt(blocks.length)).toString() })),
  };
}
