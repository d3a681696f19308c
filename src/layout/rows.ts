import type { Box } from './boxes';

/**
 * Rows by the longest path from above (Eades & Sugiyama's longest-path layering); boxes without predecessors sink to
 * just above the first of their successors, where nothing enters them from outside. A cycle, which a network does not have, is cut at its latest box.
 * @returns the row of each box, from 0.
 */
export function assignRows(
  boxes: readonly Box[],
  links: readonly (readonly [Box, Box])[],
  entered: ReadonlySet<Box>,
): Map<Box, number> {
  const position = new Map(boxes.map((box, index) => [box, index]));
  const successors = boxes.map((): number[] => []);
  const waiting = new Int32Array(boxes.length);
  const hasPredecessor = new Uint8Array(boxes.length);
  for (const [above, below] of links) {
    const [from, to] = [position.get(above), position.get(below)];
    if (from !== undefined && to !== undefined) {
      successors[from].push(to);
      waiting[to]++;
      hasPredecessor[to] = 1;
    }
  }
  const rows = new Int32Array(boxes.length);
  const done = new Uint8Array(boxes.length);
  const ready = boxes.map((_, index) => index).filter((index) => waiting[index] === 0);
  for (let finished = 0, cut = 0; finished < boxes.length;) {
    let next = ready.pop();
    if (next === undefined) {
      while (done[cut] === 1) {
        cut++;
      }
      next = cut;
    }
    if (done[next] === 1) {
      continue;
    }
    done[next] = 1;
    finished++;
    for (const successor of successors[next]) {
      if (done[successor] === 0) {
        rows[successor] = Math.max(rows[successor], rows[next] + 1);
        if (--waiting[successor] === 0) {
          ready.push(successor);
        }
      }
    }
  }
  successors.forEach((below, index) => {
    if (hasPredecessor[index] === 0 && below.length > 0 && !entered.has(boxes[index])) {
      rows[index] = Math.max(0, Math.min(...below.map((successor) => rows[successor])) - 1);
    }
  });
  return new Map(boxes.map((box, index) => [box, rows[index]]));
}
