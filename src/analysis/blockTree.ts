import type { Dataflow, NodeIndex } from './dataflow';
import type { FoundBlock } from './foundBlock';

/**
 * Which block lies inside which: for each block the innermost other one that has its merge on a side, as an index into
 * the list; −1 for the outermost.
 */
export function blockParents(flow: Dataflow, blocks: readonly FoundBlock[]): number[] {
  const owners = new Int32Array(flow.nodes.length).fill(-1);
  const sizes = blocks.map(({ branch, shortcut }) => branch.nodes.length + shortcut.nodes.length);
  const outermostFirst = blocks.map((_, block) => block).sort((a, b) => sizes[b] - sizes[a] || b - a);
  const own = (nodes: readonly NodeIndex[], block: number) => nodes.forEach((node) => (owners[node] = block));
  for (const block of outermostFirst) {
    own(blocks[block].branch.nodes, block);
    own(blocks[block].shortcut.nodes, block);
  }
  return blocks.map(({ merge }) => owners[merge]);
}
