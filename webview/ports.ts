import type { Point } from '../src/layout/layout';
import type { VisibleEdge } from '../src/layout/visibleGraph';
import type { Picture } from './picture';

/** A lane as it is drawn: its bends, and where it leaves and enters, from the middle of the node. */
export interface LaneEnds {
  readonly bends: readonly Point[];
  readonly exit?: Point;
  readonly entry?: Point;
  /** Where it leaves the trunk, if that is below the node rather than at its side; in the picture's coordinates. */
  readonly fork?: Point;
}

/** Where one lane ends and the next begins at the same node, both keep this far from its middle line. */
const offset = 5;

const forkLift = 5;

/**
 * Between two residual blocks a merge is where one lane arrives and where the next one leaves, on the same side and at
 * the same height: drawn so they would run over each other. The arriving lane is therefore moved up and the leaving
 * one down. A lane that goes down with the trunk at first is drawn from where the two part.
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

  const trunkReach = reachOfTrunk(picture);
  const result = new Map<string, LaneEnds>();
  for (const edge of picture.visible.edges) {
    const { bends, exitSide, entrySide } = ends(edge);
    if (bends.length === 0) {
      continue;
    }
    const source = positions.get(edge.source);
    const target = positions.get(edge.target);
    const movesExit = exitSide !== 0 && entries.get(edge.source)?.has(exitSide) === true;
    const movesEntry = entrySide !== 0 && exits.get(edge.target)?.has(entrySide) === true;
    const moved = bends.map((bend) => {
      if (movesExit && bend.y === source?.y) {
        return { x: bend.x, y: bend.y + offset };
      }
      return movesEntry && bend.y === target?.y ? { x: bend.x, y: bend.y - offset } : bend;
    });
    const leavesTrunk =
      edge.kind !== 'trunk' &&
      bends.length > 1 &&
      bends[0].x === source?.x &&
      bends[0].y <= (trunkReach.get(edge.source) ?? -Infinity);
    const entry = movesEntry ? { entry: borderPoint(picture, edge.target, entrySide, -offset) } : {};
    if (leavesTrunk && source) {
      // Clear of the tip of the trunk's arrow.
      const height = moved[0].y - forkLift;
      const bent = moved.slice(1).map((bend) => (bend.y === moved[0].y ? { x: bend.x, y: height } : bend));
      const fork = { x: source.x, y: height };
      result.set(edge.id, { bends: bent, exit: { x: 0, y: height - source.y }, fork, ...entry });
      continue;
    }
    const exit = movesExit ? { exit: borderPoint(picture, edge.source, exitSide, offset) } : {};
    result.set(edge.id, { bends: moved, ...exit, ...entry });
  }
  return result;
}

/** How far down the trunk runs straight from each node. */
function reachOfTrunk({ visible, layout }: Pick<Picture, 'visible' | 'layout'>): Map<string, number> {
  const reach = new Map<string, number>();
  for (const edge of visible.edges) {
    const source = layout.positions.get(edge.source);
    const end = layout.routes.get(edge.id)?.[0] ?? layout.positions.get(edge.target);
    if (edge.kind === 'trunk' && source && end?.x === source.x) {
      reach.set(edge.source, Math.max(end.y, reach.get(edge.source) ?? -Infinity));
    }
  }
  return reach;
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
