import { afterMerge } from './afterMerge';
import { blockParents } from './blockTree';
import { deepestOf, type Dataflow, type NodeIndex, type ValueIndex } from './dataflow';
import type { FoundBlock } from './foundBlock';

/** Where a block stands in the chain of blocks that share its trunk. */
export interface StreamPlace {
  readonly stream: number;
  /** From 0. */
  readonly index: number;
  /** Which z enters the branch: `index`, or an earlier one in a sum of several branches. */
  readonly branchIndex: number;
  /** What the trunk does between the block before, or the start of the network, and the fork; in execution order. */
  readonly trunk: readonly NodeIndex[];
}

/**
 * Chains blocks of the same depth of nesting whose fork is reached from the merge of the one before. A layer's own gate,
 * x ⊙ T(x), is no step of the residual stream that runs through it: gates form streams of their own.
 */
export function findStreams(flow: Dataflow, blocks: readonly FoundBlock[]): StreamPlace[] {
  const parents = blockParents(flow, blocks);
  const byMerge = new Map(blocks.map(({ merge }, block) => [merge, block]));
  const handsOn = blocks.map(({ merge }) => afterMerge(flow, merge).value);
  const hasSuccessor = new Set<number>();
  const places: StreamPlace[] = [];
  let streams = 0;
  blocks.forEach(({ through }, block) => {
    const summed = through === undefined ? undefined : byMerge.get(through);
    if (summed !== undefined) {
      hasSuccessor.add(summed);
      places.push({ ...places[summed], index: places[summed].index + 1 });
      return;
    }
    const { before, trunk } = blockBefore(flow, blocks, parents, byMerge, block);
    if (before === undefined || hasSuccessor.has(before)) {
      places.push({ stream: streams++, index: 0, branchIndex: 0, trunk });
      return;
    }
    hasSuccessor.add(before);
    const { stream, index } = places[before];
    const own = trunk.findIndex((node) => flow.outputs[node][0] === handsOn[before]);
    places.push({ stream, index: index + 1, branchIndex: index + 1, trunk: trunk.slice(own + 1) });
  });
  return places;
}

/** Walks up the trunk from the fork of a block to the merge of the block before it, past blocks of other depths. */
function blockBefore(
  flow: Dataflow,
  blocks: readonly FoundBlock[],
  parents: readonly number[],
  byMerge: ReadonlyMap<NodeIndex, number>,
  block: number,
): { before?: number; trunk: NodeIndex[] } {
  const parent = parents[block];
  const start = parent < 0 ? -1 : flow.producers[blocks[parent].fork];
  const trunk: NodeIndex[] = [];
  for (let node = flow.producers[blocks[block].fork]; node > start;) {
    const found = byMerge.get(node);
    if (
      found !== undefined &&
      parents[found] === parent &&
      isFactor(flow, blocks[found]) === isFactor(flow, blocks[block])
    ) {
      return { before: found, trunk: trunk.reverse() };
    }
    trunk.push(node);
    const value: ValueIndex = found === undefined ? deepestOf(flow, flow.inputs[node]) : blocks[found].fork;
    node = flow.producers[value];
  }
  return { trunk: trunk.reverse() };
}

function isFactor(flow: Dataflow, { merge }: FoundBlock): boolean {
  return flow.nodes[merge].operator === 'Mul';
}
