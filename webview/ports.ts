import type { Point } from '../src/layout/layout';
import type { VisibleEdge } from '../src/layout/visibleGraph';
import type { Picture } from './picture';

/** A lane as it is drawn: its bends, and where it leaves and enters, from the middle of the node. */
export interface LaneEnds {
  readonly bends: readonly Point[];
  readonly exit?: Point;
  readonly entry?: Point;
}

/** Where one lane ends and the next begins at the same node, both keep this far from its middle line. */
const offset = 5;

/**
 * Between two residual blocks a merge is where one lane arrives and where the next one leaves, on the same side and at
 * the same height: drawn so they would run over each other. The arriving lane is therefore moved up and the leaving
 * one down.
 */
export function laneEnds(
  picture: Pick<Picture, 'visible' | 'layout' | 'sizes' | 'nodes'>,
): Map<string, LaneEnds> {
  const { positions, routes } = picture.layout;
  const exits = new Map<string, Set<number>>();
  const entries = new Map<string, Set<number>>();
  const ends = (edge: VisibleEdge) => {
    const bends = routes.get(edge.id) ?? [];
    const source = positions.get(edge.source);
    const target = positions.get(edge.target);
    return {
      bends,
      exitSide: source && bends.length > 0 ? sideOf(source, bends[0]) : 0,
      entrySide: target && bends.length > 0 ? sideOf(target, bends[bends.length - 1]) : 0,
    };
  };
  for (const edge of picture.visible.edges) {
    const { exitSide, entrySide } = ends(edge);
    note(exits, edge.source, exitSide);
    note(entries, edge.target, entrySide);
  }

  const result = new Map<string, LaneEnds>();
  for (const edge of picture.visible.edges) {
    const { bends, exitSide, entrySide } = ends(edge);
    if (bends.length === 0) {
      continue;
    }
    const movesExit = exitSide !== 0 && entries.get(edge.source)?.has(exitSide) === true;
    const movesEntry = entrySide !== 0 && exits.get(edge.target)?.has(entrySide) === true;
    const source = positions.get(edge.source);
    const target = positions.get(edge.target);
    const moved = bends.map((bend) => {
      if (movesExit && bend.y === source?.y) {
        return { x: bend.x, y: bend.y + offset };
      }
      return movesEntry && bend.y === target?.y ? { x: bend.x, y: bend.y - offset } : bend;
    });
    result.set(edge.id, {
      bends: moved,
      ...(movesExit && { exit: borderPoint(picture, edge.source, exitSide, offset) }),
      ...(movesEntry && { entry: borderPoint(picture, edge.target, entrySide, -offset) }),
    });
  }
  return result;
}

/** −1 or 1 where the bend lies straight to the left or right of the middle, else 0. */
function sideOf(middle: Point, bend: Point): number {
  return bend.y === middle.y ? Math.sign(bend.x - middle.x) : 0;
}

function note(sides: Map<string, Set<number>>, node: string, side: number): void {
  if (side !== 0) {
    sides.set(node, (sides.get(node) ?? new Set()).add(side));
  }
}

/** Point of the node's outline at this height, from its middle. Merges are round. */
function borderPoint(
  picture: Pick<Picture, 'sizes' | 'nodes'>,
  node: string,
  side: number,
  y: number,
): Point {
  const { width, height } = picture.sizes.get(node) ?? { width: 0, height: 0 };
  const isRound = picture.nodes.get(node)?.kind === 'merge';
  const share = isRound ? Math.sqrt(Math.max(0, 1 - (2 * y) ** 2 / height ** 2)) : 1;
  return { x: (side * width * share) / 2, y };
}
