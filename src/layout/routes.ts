import { type Box, boxesUpTo, childOf, commonFrame, type Edge, type FrameBox, type NodeBox } from './boxes';
import type { Point } from './layout';
import { entersFromAbove, type Lane, type LanePlan } from './lanePlan';
import { extentOf, isDetour, type Level, type Levels, tracks } from './level';
import type { Placement } from './placement';

/** Distance from a box of an upright line that passes it on its way to a gap. */
const corridor = 10;

/** Finds the bend points of every edge once everything but the nodes on lanes has its place. */
export class Router {
  private readonly routes = new Map<Edge, Point[]>();
  private readonly detours = new Map<Edge, Lane>();

  constructor(
    private readonly plan: LanePlan,
    private readonly levels: Levels,
    private readonly placement: Placement,
  ) {
    for (const level of levels.values()) {
      for (const lane of level.lanes.keys()) {
        if (isDetour(lane)) {
          this.detours.set(lane.ends[0], lane);
        }
      }
    }
  }

  /** From the source to the first node on the lane, or to the target. */
  trunk(edge: Edge): Point[] {
    const known = this.routes.get(edge);
    if (known !== undefined) {
      return known;
    }
    const lane = this.detours.get(edge);
    const route = simplify(
      this.placement.nodes.get(edge.from)!,
      lane === undefined ? this.column(edge) : [...this.laneStart(lane), ...this.laneEnd(lane, edge)],
      this.placement.nodes.get(edge.to)!,
    );
    this.routes.set(edge, route);
    return route;
  }

  /** Way from the source into the lane; the last point lies on it. */
  laneStart(lane: Lane): Point[] {
    const { source, along } = lane;
    const level = this.levels.get(lane.level)!;
    const x = this.trunkX(lane.level) + level.lanes.get(lane)!;
    if (along === undefined) {
      const way = this.sideways(lane.level, source, 'below');
      return [...way, { x, y: way.at(-1)?.y ?? this.placement.nodes.get(source)!.y }];
    }
    const y = this.gapY(level, level.rows.get(childOf(lane.level, along.to))!, tracks.port);
    const { x: portX } = this.placement.nodes.get(along.to)!;
    return [...this.trunk(along), { x: portX, y }, { x, y }];
  }

  /** Way from the lane to the end of this edge; the first point lies on the lane. */
  laneEnd(lane: Lane, { to }: Edge): Point[] {
    const level = this.levels.get(lane.level)!;
    const x = this.trunkX(lane.level) + level.lanes.get(lane)!;
    if (isDetour(lane) && entersFromAbove(lane.ends[0], this.plan.preceded)) {
      const y = this.gapY(level, level.rows.get(childOf(lane.level, to))!, tracks.enterSideways);
      return [
        { x, y },
        { x: this.placement.nodes.get(to)!.x, y },
      ];
    }
    const way = this.sideways(lane.level, to, 'above').reverse();
    return [{ x, y: way.at(0)?.y ?? this.placement.nodes.get(to)!.y }, ...way];
  }

  /** Down from the source, across in the gap below it, down a column, across in the gap above the target, and down. */
  private column(edge: Edge): Point[] {
    const frame = commonFrame(edge.from, edge.to);
    const level = this.levels.get(frame)!;
    const [above, below] = [childOf(frame, edge.from), childOf(frame, edge.to)];
    const from = this.placement.nodes.get(edge.from)!;
    const to = this.placement.nodes.get(edge.to)!;
    const x = this.trunkX(frame) + level.columns.columnOf(above, below)!;
    const [upper, lower] = [level.rows.get(above)!, level.rows.get(below)!];
    const yFrom = this.gapY(level, upper + 1, tracks.fanOut);
    const yTo = this.gapY(level, lower, tracks.joinIn);
    return [
      { x: from.x, y: yFrom },
      { x, y: yFrom },
      { x, y: yTo },
      { x: to.x, y: yTo },
    ];
  }

  /**
   * Way from a node out to the right of everything in its row, at each level up to `frame`: straight where nothing
   * stands there, else through the gap below or above the row. Empty where the node's own height will do.
   */
  private sideways(frame: FrameBox, node: NodeBox, gap: 'above' | 'below'): Point[] {
    const way: Point[] = [];
    let { y } = this.placement.nodes.get(node)!;
    for (const box of boxesUpTo(frame, node)) {
      const level = this.levels.get(box.parent!)!;
      if (!level.rightmost.has(box)) {
        const x = this.rightOf(box) + corridor;
        const row = level.rows.get(box)!;
        way.push({ x, y });
        y =
          gap === 'below'
            ? this.gapY(level, row + 1, tracks.leaveSideways)
            : this.gapY(level, row, tracks.enterSideways);
        way.push({ x, y });
      }
    }
    return way;
  }

  private rightOf(box: Box): number {
    const x = this.trunkX(box.parent!) + this.levels.get(box.parent!)!.columns.x.get(box)!;
    return x + extentOf(box, this.levels).right;
  }

  /** A height in the gap above `row`; above the first row in the frame's head, below the last one in its foot. */
  private gapY(level: Level, row: number, share: number): number {
    const top = this.placement.frames.get(level.frame)!.y;
    const upper = row === 0 ? Math.min(0, level.rowTops[0] - corridor) : level.rowBottoms[row - 1];
    const lower = row < level.rowTops.length ? level.rowTops[row] : upper + corridor;
    return top + upper + (lower - upper) * share;
  }

  private trunkX(frame: FrameBox): number {
    return this.placement.frames.get(frame)!.x;
  }
}

/** Leaves out points that are passed without a turn. */
export function simplify(from: Point, bends: readonly Point[], to: Point): Point[] {
  const result: Point[] = [];
  const all = [...bends, to];
  let before = from;
  for (let index = 0; index < bends.length; index++) {
    const [here, next] = [all[index], all[index + 1]];
    const isStraight =
      (before.x === here.x && here.x === next.x) || (before.y === here.y && here.y === next.y);
    if (!isStraight) {
      result.push(here);
      before = here;
    }
  }
  return result;
}
