import type { Analysis } from '../analysis/analysis';
import type { Graph } from '../graph/graph';
import type { Node } from '../graph/node';
import {
  type BlockGroup,
  type Group,
  isFoldable,
  isGroup,
  isInFlow,
  type Outline,
  outlineOf,
} from './outline';

/** More nodes than this are never shown at first. */
const hardLimit = 1500;
/** A block that holds other blocks is unfolded while the picture stays below this. */
const nestedLimit = 120;
/** A network without residual blocks is unfolded while the picture stays below this. */
const plainLimit = 40;

/**
 * What is unfolded when a network is first shown: containers down to their residual blocks, and blocks that hold
 * streams of blocks (a U-Net's skips, a global residual). Gates inside a branch stay inside it.
 */
export function defaultUnfolded(graph: Graph, analysis: Analysis): Set<string> {
  const outline = outlineOf(graph, analysis);
  const blocks = blocksIn(outline.root);
  const structural = blocks.filter((group) => !isInnerGate(outline, group));
  const wanted = new Set<Group>(structural.length > 0 ? structural : blocks);
  const holds = groupsAround(outline.root, wanted);
  const unfolded = new Set<string>();
  let size = sizeOf(outline, outline.root);
  const queue: { group: Group; isNested: boolean }[] = [{ group: outline.root, isNested: false }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const item of next.group.children) {
      if (!isGroup(item)) {
        continue;
      }
      const isNested: boolean = next.isNested || item.kind === 'block';
      if (item.kind === 'root' || item.kind === 'side') {
        queue.push({ group: item, isNested });
        continue;
      }
      const limit = wanted.size === 0 ? plainLimit : isNested ? nestedLimit : hardLimit;
      const grown = size - foldedSize(outline, item) + sizeOf(outline, item);
      if ((wanted.size === 0 || holds.has(item)) && isFoldable(item) && grown <= limit) {
        unfolded.add(item.id);
        size = grown;
        queue.push({ group: item, isNested });
      }
    }
  }
  return unfolded;
}

function blocksIn(group: Group): BlockGroup[] {
  return group.children
    .filter(isGroup)
    .flatMap((item) => (item.kind === 'block' ? [item, ...blocksIn(item)] : blocksIn(item)));
}

/** x ⊙ T(x), a layer's own gate, as against a Highway layer's merge of two ways. */
function isInnerGate({ flow }: Outline, { placed: { block } }: BlockGroup): boolean {
  const merge = flow.nodeIndex.get(block.merge);
  return merge !== undefined && flow.nodes[merge].operator === 'Mul';
}

/** Groups that have one of these somewhere inside. */
function groupsAround(root: Group, wanted: ReadonlySet<Group>): Set<Group> {
  const result = new Set<Group>();
  const visit = (group: Group): boolean => {
    const inside = group.children.filter(isGroup).map((item) => visit(item) || wanted.has(item));
    const holds = inside.includes(true);
    if (holds) {
      result.add(group);
    }
    return holds;
  };
  visit(root);
  return result;
}

/** Nodes drawn for the content of a group whose own groups are folded. */
function sizeOf(outline: Outline, group: Group): number {
  return group.children.reduce((sum, item) => sum + foldedSize(outline, item, group.kind === 'block'), 0);
}

function foldedSize(outline: Outline, item: Group | Node, isOpenSide = false): number {
  if (!isGroup(item)) {
    return isInFlow(outline.flow, item) ? 1 : 0;
  }
  if (item.kind === 'block') {
    return item.children.length;
  }
  return item.kind === 'side' && isOpenSide && item.role !== 'merge' ? sizeOf(outline, item) : 1;
}
