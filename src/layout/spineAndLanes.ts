import { groupBy } from '../graph/groupBy';
import { boxTree, commonFrame, type FrameBox, type NodeBox } from './boxes';
import { planLanes, rowLinks } from './lanePlan';
import { placeLaneNodes } from './laneNodes';
import type { Layout, LayoutEdge, LayoutGraph, LayoutNode, Point } from './layout';
import { extentOf, heightOf, layoutLevel, type Level, type Levels } from './level';
import { placeBoxes } from './placement';
import { Router, simplify } from './routes';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Around the picture. */
const margin = 16;

/**
 * Spine and lanes: the longest path runs straight down, parallel branches stand beside it in columns, shortcuts run
 * in lanes to the right. Deterministic; takes time proportional to the edges and to how many rows each lane passes.
 */
export function layoutGraph(graph: LayoutGraph): Layout {
  const { positions, routes, width, height } = layoutFramed(graph.nodes, graph.edges, []);
  return { positions, routes, width, height };
}

/** As {@link layoutGraph}, with frames around some of the nodes; `x`, `y` of a frame are its upper left corner. */
export function layoutFramed(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  frames: readonly { readonly id: string; readonly nodes: readonly string[] }[],
): Layout & { readonly frames: ReadonlyMap<string, Rectangle> } {
  const tree = boxTree(nodes, edges, frames);
  const plan = planLanes(tree);
  const links = rowLinks(plan);
  const trunk = groupBy(plan.trunk, ({ from, to }) => commonFrame(from, to));
  const lanesOf = groupBy(plan.lanes, ({ level }) => level);
  const levels = new Map<FrameBox, Level>();
  const visit = (frame: FrameBox) => {
    for (const box of frame.children) {
      if (box.kind === 'frame') {
        visit(box);
      }
    }
    levels.set(
      frame,
      layoutLevel(
        frame,
        plan,
        links.get(frame) ?? [],
        trunk.get(frame) ?? [],
        lanesOf.get(frame) ?? [],
        levels,
      ),
    );
  };
  visit(tree.root);

  const placement = placeBoxes(tree.root, levels);
  const router = new Router(plan, levels, placement);
  const at = (node: NodeBox) => placement.nodes.get(node)!;
  const routes = new Map<string, Point[]>();
  const lines: Point[][] = [];
  for (const edge of plan.trunk) {
    const bends = router.trunk(edge);
    routes.set(edge.id, bends);
    lines.push([at(edge.from), ...bends, at(edge.to)]);
  }
  for (const lane of plan.lanes) {
    const start = router.laneStart(lane);
    for (const end of lane.ends) {
      const finish = router.laneEnd(lane, end);
      lines.push([at(lane.source), ...start], [...finish, at(end.to)]);
      if (lane.chain.length === 0) {
        routes.set(end.id, simplify(at(lane.source), [...start, ...finish], at(end.to)));
      } else {
        routes.set(lane.chain[0].id, start);
        routes.set(end.id, finish);
      }
    }
  }
  const centres = new Map<string, Point>([...placement.nodes].map(([{ id }, point]) => [id, point]));
  const withNodes = plan.lanes.filter(({ nodes: onLane }) => onLane.length > 0);
  for (const [node, point] of placeLaneNodes(withNodes, routes, lines)) {
    centres.set(node.id, point);
  }
  return shifted(centres, routes, rectangles(levels, placement.frames), levels.get(tree.root)!);
}

function rectangles(levels: Levels, origins: ReadonlyMap<FrameBox, Point>): Map<string, Rectangle> {
  const result = new Map<string, Rectangle>();
  for (const frame of levels.keys()) {
    if (frame.parent === undefined) {
      continue;
    }
    const parent = levels.get(frame.parent)!;
    const origin = origins.get(frame.parent)!;
    const { left, right } = extentOf(frame, levels);
    const height = heightOf(frame, levels);
    result.set(frame.id, {
      x: origin.x + parent.columns.x.get(frame)! - left,
      y: origin.y + parent.y.get(frame)! - height / 2,
      width: left + right,
      height,
    });
  }
  return result;
}

/** Moves everything so that the picture begins at the origin. */
function shifted(
  centres: ReadonlyMap<string, Point>,
  routes: ReadonlyMap<string, readonly Point[]>,
  frames: ReadonlyMap<string, Rectangle>,
  { left, right, height }: Level,
): Layout & { frames: Map<string, Rectangle> } {
  const dx = left + margin;
  const move = ({ x, y }: Point): Point => ({ x: x + dx, y: y + margin });
  return {
    positions: new Map([...centres].map(([id, point]) => [id, move(point)])),
    routes: new Map(
      [...routes].filter(([, bends]) => bends.length > 0).map(([id, bends]) => [id, bends.map(move)]),
    ),
    frames: new Map([...frames].map(([id, frame]) => [id, { ...frame, ...move(frame) }])),
    width: left + right + 2 * margin,
    height: height + 2 * margin,
  };
}
