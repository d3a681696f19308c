import { groupBy } from '../graph/groupBy';
import {
  type Box,
  type BoxTree,
  boxesUpTo,
  childOf,
  commonFrame,
  type Edge,
  type FrameBox,
  type NodeBox,
} from './boxes';

/** One vertical line beside the trunk: a skip edge, the skip edges that leave one node together, or a chain of nodes. */
export interface Lane {
  readonly level: FrameBox;
  readonly source: NodeBox;
  /**
   * The edge that a lane from outside the frame shares its way with: it leaves that edge just above the box where the
   * edge ends, so that the frame holds the whole lane.
   */
  readonly along?: Edge;
  /** Nodes that stand on the lane, first to last. */
  readonly nodes: readonly NodeBox[];
  /** Where it ends; one edge each. */
  readonly ends: readonly Edge[];
  /** Edges between the source, the nodes on the lane and its end, in order; the last one is the end. */
  readonly chain: readonly Edge[];
}

export interface LanePlan {
  readonly lanes: readonly Lane[];
  /** Nodes on lanes, which take no part in the rows. */
  readonly laneNodes: ReadonlySet<NodeBox>;
  /** Edges that run in no lane, unless a level finds no other way for them. */
  readonly trunk: readonly Edge[];
  /** See {@link precededBoxes}. */
  readonly preceded: ReadonlySet<Box>;
  /** See {@link enteredBoxes}. */
  readonly entered: ReadonlySet<Box>;
}

/** Sorts the edges into trunk and lanes. Follows from the structure alone, before anything is placed. */
export function planLanes(tree: BoxTree): LanePlan {
  const incoming = groupBy(tree.edges, (edge) => edge.to);
  const outgoing = groupBy(tree.edges, (edge) => edge.from);
  const preceded = precededBoxes(tree.edges);
  const isLaneNode = (node: NodeBox) => {
    const [before, after] = [incoming.get(node) ?? [], outgoing.get(node) ?? []];
    return before.length === 1 && after.length === 1 && before[0].kind === 'skip' && after[0].kind === 'skip';
  };
  const lanes: Lane[] = [];
  const laneNodes = new Set<NodeBox>();
  const inLanes = new Set<Edge>();
  for (const edge of tree.edges) {
    if (edge.kind !== 'skip' || isLaneNode(edge.from) || !isLaneNode(edge.to)) {
      continue;
    }
    const chain = [edge];
    for (let last = edge; isLaneNode(last.to);) {
      last = outgoing.get(last.to)![0];
      chain.push(last);
    }
    const end = chain[chain.length - 1];
    const nodes = chain.slice(0, -1).map(({ to }) => to);
    const along = portEdge(edge.from, end.to, outgoing, preceded);
    const level = along === undefined ? commonFrame(edge.from, end.to) : commonFrame(along.to, end.to);
    if (nodes.every(({ parent }) => parent === level)) {
      lanes.push({ level, source: edge.from, ...(along && { along }), nodes, ends: [end], chain });
      nodes.forEach((node) => laneNodes.add(node));
      chain.forEach((link) => inLanes.add(link));
    }
  }
  const buses = new Map<string, Edge[]>();
  for (const edge of tree.edges) {
    if (edge.kind !== 'skip' || inLanes.has(edge)) {
      continue;
    }
    const level = portLevel(edge, outgoing, preceded);
    const key = `${level.id}\n${edge.bus ?? edge.source}`;
    const bus = buses.get(key);
    if (bus === undefined) {
      buses.set(key, [edge]);
    } else {
      bus.push(edge);
    }
    inLanes.add(edge);
  }
  for (const ends of buses.values()) {
    const [{ from, to }] = ends;
    const along = portEdge(from, to, outgoing, preceded);
    const level = portLevel(ends[0], outgoing, preceded);
    lanes.push({ level, source: from, ...(along && { along }), nodes: [], ends, chain: [] });
  }
  return {
    lanes,
    laneNodes,
    trunk: tree.edges.filter((edge) => !inLanes.has(edge)),
    preceded,
    entered: enteredBoxes(tree.edges),
  };
}

function portLevel(edge: Edge, outgoing: Neighbours, preceded: ReadonlySet<Box>): FrameBox {
  const along = portEdge(edge.from, edge.to, outgoing, preceded);
  return commonFrame(along?.to ?? edge.from, edge.to);
}

type Neighbours = ReadonlyMap<NodeBox, readonly Edge[]>;

/**
 * A trunk edge from the same source on its way to a box beside `target`: the lane can follow it out of the frames
 * around the source and into those around the target. The deepest such frame wins.
 */
function portEdge(
  source: NodeBox,
  target: NodeBox,
  outgoing: Neighbours,
  preceded: ReadonlySet<Box>,
): Edge | undefined {
  let best: Edge | undefined;
  const common = commonFrame(source, target);
  if (source.parent === common && target.parent === common) {
    return undefined;
  }
  // A lane that leaves a frame does so below it, with the trunk, and not through the frame's side.
  let depth = source.parent === common ? common.depth : common.depth - 1;
  for (const edge of outgoing.get(source) ?? []) {
    const frame = commonFrame(edge.to, target);
    const isOnTheWay = commonFrame(source, edge.to).depth <= frame.depth;
    if (
      edge.kind === 'trunk' &&
      edge.to !== target &&
      frame.depth > depth &&
      isOnTheWay &&
      entersFromAbove(edge, preceded)
    ) {
      best = edge;
      depth = frame.depth;
    }
  }
  return best;
}

/** Boxes that have a predecessor among their siblings, so that they do not stand in the first row of their frame. */
export function precededBoxes(edges: readonly Edge[]): Set<Box> {
  return new Set(edges.map(({ from, to }) => childOf(commonFrame(from, to), to)));
}

/** Boxes to which an edge leads from outside the frame that they are in. */
function enteredBoxes(edges: readonly Edge[]): Set<Box> {
  return new Set(edges.flatMap(({ from, to }) => boxesUpTo(commonFrame(from, to), to).slice(0, -1)));
}

/** True where the edge's target stands in the first row of every frame that the edge enters. */
export function entersFromAbove({ from, to }: Edge, preceded: ReadonlySet<Box>): boolean {
  const entered = boxesUpTo(commonFrame(from, to), to).slice(0, -1);
  return !entered.some((box) => preceded.has(box));
}

/** Boxes that must stand above one another at a level: every edge there, lanes included. */
export function rowLinks(plan: LanePlan): Map<FrameBox, [Box, Box][]> {
  const links = new Map<FrameBox, [Box, Box][]>();
  const add = (from: NodeBox, to: NodeBox) => {
    const level = commonFrame(from, to);
    const [above, below] = [childOf(level, from), childOf(level, to)];
    if (above !== below) {
      const known = links.get(level);
      if (known === undefined) {
        links.set(level, [[above, below]]);
      } else {
        known.push([above, below]);
      }
    }
  };
  plan.trunk.forEach(({ from, to }) => add(from, to));
  for (const { source, along, ends } of plan.lanes) {
    for (const { to } of ends) {
      add(source, to);
      if (along !== undefined) {
        add(along.to, to);
      }
    }
  }
  return links;
}
