import { groupBy } from '../graph/groupBy';
import type { Box } from './boxes';

/** How far a box reaches from the upright line through it. Frames reach further where their lanes are. */
export interface Extent {
  readonly left: number;
  readonly right: number;
}

export interface Columns {
  /** Distance of each box's upright line from the trunk. */
  readonly x: ReadonlyMap<Box, number>;
  /** What is taken in each row, from the trunk. */
  readonly taken: readonly Extent[];
  /** Links that run in a column: straight down, or bending into it right below or out of it right above a box. */
  readonly columnOf: (above: Box, below: Box) => number | undefined;
}

/** Room between neighbours of a row. */
const columnGap = 28;
/** Half the room that a line needs that passes a row. */
const lineMargin = 8;

/**
 * Splits the boxes of a level into chains, longest first: the first one is the trunk and stays at x = 0, each further
 * one is a branch with a column of its own from the row below where it leaves to the row above where it joins.
 */
export function assignColumns(
  boxes: readonly Box[],
  rows: ReadonlyMap<Box, number>,
  links: readonly (readonly [Box, Box])[],
  extentOf: (box: Box) => Extent,
): Columns {
  const row = (box: Box) => rows.get(box)!;
  const below = groupBy(links, ([from]) => from);
  const above = groupBy(links, ([, to]) => to);
  const nexts = (box: Box) => (below.get(box) ?? []).map(([, to]) => to);
  const befores = (box: Box) => (above.get(box) ?? []).map(([from]) => from);
  const rowCount = boxes.length === 0 ? 0 : Math.max(...boxes.map(row)) + 1;
  const taken: { left: number; right: number }[] = Array.from({ length: rowCount }, () => ({
    left: lineMargin,
    right: lineMargin,
  }));

  const order = [...boxes].sort((a, b) => row(a) - row(b));
  const lengths = new Map<Box, number>();
  for (const box of [...order].reverse()) {
    lengths.set(box, 1 + Math.max(0, ...nexts(box).map((next) => lengths.get(next) ?? 0)));
  }
  const length = (box: Box) => lengths.get(box) ?? 0;

  const x = new Map<Box, number>();
  const following = new Map<Box, Box | undefined>();
  const entries = new Map<Box, Box>();
  const exits = new Map<Box, Box>();
  const place = (start: Box, isTrunk: boolean) => {
    const chain = longestChain(start, nexts, length, (box) => x.has(box));
    const last = chain[chain.length - 1];
    const before = latest(befores(start), row);
    const after = earliest(nexts(last), row);
    const from = before === undefined ? row(start) : Math.min(row(before) + 1, row(start));
    const to = after === undefined ? row(last) : Math.max(row(after) - 1, row(last));
    const column = isTrunk ? 0 : freeColumn(taken, from, to, chain, extentOf);
    chain.forEach((box, index) => {
      x.set(box, column);
      following.set(box, chain[index + 1]);
    });
    if (before !== undefined) {
      entries.set(start, before);
    }
    if (after !== undefined) {
      exits.set(last, after);
    }
    const inRow = new Map(chain.map((box) => [row(box), extentOf(box)]));
    for (let r = from; r <= to; r++) {
      const extent = inRow.get(r) ?? { left: lineMargin, right: lineMargin };
      taken[r].left = Math.max(taken[r].left, extent.left - column);
      taken[r].right = Math.max(taken[r].right, extent.right + column);
    }
  };
  const trunkStart = order.reduce<Box | undefined>(
    (best, box) => (best === undefined || length(box) > length(best) ? box : best),
    undefined,
  );
  if (trunkStart !== undefined) {
    place(trunkStart, true);
  }
  for (const box of order) {
    if (!x.has(box)) {
      place(box, false);
    }
  }
  return {
    x,
    taken,
    columnOf: (from, to) => {
      if (entries.get(to) === from) {
        return x.get(to);
      }
      if (exits.get(from) === to) {
        return x.get(from);
      }
      if (row(to) === row(from) + 1) {
        return x.get(to);
      }
      return following.get(from) === to ? x.get(to) : undefined;
    },
  };
}

function longestChain(
  start: Box,
  nexts: (box: Box) => Box[],
  length: (box: Box) => number,
  isPlaced: (box: Box) => boolean,
): Box[] {
  const chain = [start];
  for (let current: Box | undefined = start; current !== undefined;) {
    current = nexts(current)
      .filter((next) => !isPlaced(next))
      .reduce<Box | undefined>(
        (best, next) => (best === undefined || length(next) > length(best) ? next : best),
        undefined,
      );
    if (current !== undefined) {
      chain.push(current);
    }
  }
  return chain;
}

/** The nearest column, left or right of what is taken, in which a chain fits; left where both are as near. */
function freeColumn(
  taken: readonly Extent[],
  from: number,
  to: number,
  chain: readonly Box[],
  extentOf: (box: Box) => Extent,
): number {
  const extents = chain.map(extentOf);
  const reach = (side: keyof Extent) => Math.max(...taken.slice(from, to + 1).map((row) => row[side]));
  const left = reach('left') + columnGap + Math.max(...extents.map(({ right }) => right));
  const right = reach('right') + columnGap + Math.max(...extents.map((extent) => extent.left));
  return left <= right ? -left : right;
}

function latest(boxes: readonly Box[], row: (box: Box) => number): Box | undefined {
  return boxes.reduce<Box | undefined>(
    (best, box) => (best === undefined || row(box) > row(best) ? box : best),
    undefined,
  );
}

function earliest(boxes: readonly Box[], row: (box: Box) => number): Box | undefined {
  return boxes.reduce<Box | undefined>(
    (best, box) => (best === undefined || row(box) < row(best) ? box : best),
    undefined,
  );
}
