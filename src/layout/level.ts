import { groupBy } from '../graph/groupBy';
import { type Box, boxesUpTo, childOf, commonFrame, type Edge, type FrameBox, type NodeBox } from './boxes';
import { assignColumns, type Columns, type Extent } from './columns';
import { assignLanes } from './laneColumns';
import { entersFromAbove, type Lane, type LanePlan } from './lanePlan';
import { assignRows } from './rows';

/** Lengths in CSS pixels. */
export const spacing = {
  /** Between two rows. */
  row: 34,
  /** Between what is in a frame and its border. */
  framePadding: 12,
  frameTitle: 24,
  /** Above the first row of a frame, for lanes that start there. */
  port: 22,
  /** Above and below the nodes on a lane, and between them. */
  laneNode: 10,
} as const;

/** Where lines run in the gap between two rows, as shares of its height from above. */
export const tracks = {
  leaveSideways: 0.2,
  fanOut: 0.32,
  port: 0.58,
  joinIn: 0.68,
  enterSideways: 0.8,
} as const;

/** The content of a frame. Upright lines are measured from the frame's trunk, heights from the top of its content. */
export interface Level {
  readonly frame: FrameBox;
  readonly rows: ReadonlyMap<Box, number>;
  readonly columns: Columns;
  /** Centre of each box. */
  readonly y: ReadonlyMap<Box, number>;
  readonly rowTops: readonly number[];
  readonly rowBottoms: readonly number[];
  readonly lanes: ReadonlyMap<Lane, number>;
  /** Boxes to the right of which their row is empty. */
  readonly rightmost: ReadonlySet<Box>;
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

export type Levels = ReadonlyMap<FrameBox, Level>;

/** Lays out the content of a frame whose inner frames are laid out already. */
export function layoutLevel(
  frame: FrameBox,
  plan: LanePlan,
  links: readonly (readonly [Box, Box])[],
  trunk: readonly Edge[],
  planned: readonly Lane[],
  inner: Levels,
): Level {
  const boxes = frame.children.filter((box) => box.kind === 'frame' || !plan.laneNodes.has(box));
  const rows = assignRows(boxes, links, plan.entered);
  const trunkLinks = trunk
    .map(({ from, to }) => [childOf(frame, from), childOf(frame, to)] as const)
    .filter(([above, below]) => rows.get(above)! < rows.get(below)!);
  const columns = assignColumns(boxes, rows, trunkLinks, (box) => extentOf(box, inner));
  const row = (box: Box) => rows.get(childOf(frame, box))!;
  const lanes = [...planned, ...detours(frame, plan, trunk, columns, inner)];

  const rowCount = columns.taken.length;
  const heights = new Array<number>(rowCount).fill(0);
  for (const box of boxes) {
    heights[row(box)] = Math.max(heights[row(box)], heightOf(box, inner));
  }
  const gaps = new Array<number>(rowCount).fill(spacing.row);
  gaps[0] = lanes.some(({ along }) => along !== undefined && row(along.to) === 0) ? spacing.port : 0;
  const stack = () => {
    const tops: number[] = [];
    let bottom = 0;
    for (let r = 0; r < rowCount; r++) {
      tops.push(bottom + gaps[r]);
      bottom = tops[r] + heights[r];
    }
    return tops;
  };
  let tops = stack();
  const centre = (box: Box) => tops[row(box)] + heights[row(box)] / 2;
  const attach = (node: NodeBox) => {
    const box = childOf(frame, node);
    return centre(box) - heightOf(box, inner) / 2 + depthInside(box, node, inner);
  };
  for (const lane of lanes) {
    if (lane.nodes.length > 0) {
      const start =
        lane.along === undefined
          ? attach(lane.source)
          : tops[row(lane.along.to)] - gaps[row(lane.along.to)] * (1 - tracks.port);
      const missing = laneNodesHeight(lane.nodes) - (attach(lane.ends[0].to) - start);
      if (missing > 0) {
        gaps[row(lane.ends[0].to)] += missing;
        tops = stack();
      }
    }
  }

  const laneX = assignLanes(lanes, columns.taken, {
    row,
    isFrame: (node) => childOf(frame, node).kind === 'frame',
    hasFrame: (r) => boxes.some((box) => box.kind === 'frame' && row(box) === r),
    arrivesAbove: (lane) => isDetour(lane) && entersFromAbove(lane.ends[0], plan.preceded),
  });
  const bottoms = tops.map((top, r) => top + heights[r]);
  const reach = (side: keyof Extent) => Math.max(0, ...columns.taken.map((extent) => extent[side]));
  const laneReach = [...laneX].map(
    ([{ nodes }, x]) => x + Math.max(0, ...nodes.map(({ width }) => width / 2)),
  );
  return {
    frame,
    rows,
    columns,
    y: new Map(boxes.map((box) => [box, centre(box)])),
    rowTops: tops,
    rowBottoms: bottoms,
    lanes: laneX,
    rightmost: rightmostBoxes(boxes, rows, columns),
    left: reach('left'),
    right: Math.max(reach('right'), ...laneReach),
    height: bottoms.at(-1) ?? 0,
  };
}

/** True for a trunk edge that has to run beside the trunk. */
export function isDetour({ ends }: Lane): boolean {
  return ends[0].kind === 'trunk';
}

/** Trunk edges that have no column of their own, or that cannot leave or enter a frame straight. */
function detours(
  frame: FrameBox,
  plan: LanePlan,
  trunk: readonly Edge[],
  columns: Columns,
  inner: Levels,
): Lane[] {
  return trunk
    .filter(
      (edge) =>
        columns.columnOf(childOf(frame, edge.from), childOf(frame, edge.to)) === undefined ||
        !entersFromAbove(edge, plan.preceded) ||
        !leavesBelow(edge, inner),
    )
    .map((edge) => ({ level: frame, source: edge.from, nodes: [], ends: [edge], chain: [] }));
}

/** True where the edge's source stands in the last row of every frame that the edge leaves. */
function leavesBelow({ from, to }: Edge, inner: Levels): boolean {
  return boxesUpTo(commonFrame(from, to), from)
    .slice(0, -1)
    .every((box) => {
      const level = inner.get(box.parent!)!;
      return level.rows.get(box) === level.rowTops.length - 1;
    });
}

export function extentOf(box: Box, inner: Levels): Extent {
  if (box.kind === 'node') {
    return { left: box.width / 2, right: box.width / 2 };
  }
  const { left, right } = inner.get(box)!;
  return { left: left + spacing.framePadding, right: right + spacing.framePadding };
}

export function heightOf(box: Box, inner: Levels): number {
  return box.kind === 'node'
    ? box.height
    : spacing.frameTitle + inner.get(box)!.height + spacing.framePadding;
}

/** How far the middle of `node` lies below the top of `box`, which is it or holds it. */
function depthInside(box: Box, node: NodeBox, inner: Levels): number {
  if (box.kind === 'node') {
    return box.height / 2;
  }
  const child = childOf(box, node);
  const top = inner.get(box)!.y.get(child)! - heightOf(child, inner) / 2;
  return spacing.frameTitle + top + depthInside(child, node, inner);
}

export function laneNodesHeight(nodes: readonly NodeBox[]): number {
  return nodes.reduce<number>((sum, { height }) => sum + height + spacing.laneNode, spacing.laneNode);
}

function rightmostBoxes(boxes: readonly Box[], rows: ReadonlyMap<Box, number>, columns: Columns): Set<Box> {
  const result = new Set<Box>();
  for (const inRow of groupBy(boxes, (box) => rows.get(box)!).values()) {
    result.add(inRow.reduce((a, b) => (columns.x.get(b)! > columns.x.get(a)! ? b : a)));
  }
  return result;
}
