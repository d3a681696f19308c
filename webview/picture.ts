import type { Analysis } from '../src/analysis/analysis';
import type { Graph } from '../src/graph/graph';
import { buildVisibleGraph } from '../src/layout/buildVisibleGraph';
import type { Layout } from '../src/layout/layout';
import { layoutVisible } from '../src/layout/layoutVisible';
import type { VisibleFrame, VisibleGraph, VisibleNode } from '../src/layout/visibleGraph';
import { nodeSize, type Size, type TextMeasurer } from './measure';

/** What is drawn and where. */
export interface Picture {
  readonly visible: VisibleGraph;
  readonly layout: PlacedGraph;
  readonly sizes: ReadonlyMap<string, Size>;
  readonly nodes: ReadonlyMap<string, VisibleNode>;
  readonly frames: ReadonlyMap<string, VisibleFrame>;
  /** Nodes inside each frame. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the nodes, frames and routes cover. */
  readonly bounds: Bounds;
}

/** Where the nodes and routes lie, and the rectangle of each frame by its id. */
export type PlacedGraph = Layout & { readonly frames: ReadonlyMap<string, Bounds> };

/** A rectangle by its upper left corner. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function makePicture(
  graph: Graph,
  analysis: Analysis,
  unfolded: ReadonlySet<string>,
  measurer: TextMeasurer,
): Picture {
  const visible = buildVisibleGraph(graph, analysis, unfolded);
  const sizes = new Map(visible.nodes.map((node) => [node.id, nodeSize(node, measurer)]));
  const layout = layoutVisible(visible, (node) => sizes.get(node.id) ?? nodeSize(node, measurer));
  return {
    visible,
    layout,
    sizes,
    nodes: new Map(visible.nodes.map((node) => [node.id, node])),
    frames: new Map(visible.frames.map((frame) => [frame.id, frame])),
    members: new Map(visible.frames.map((frame) => [frame.id, new Set(frame.nodes)])),
    bounds: boundsOf(layout, sizes),
  };
}

function boundsOf(layout: Picture['layout'], sizes: ReadonlyMap<string, Size>): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const include = (x: number, y: number, width: number, height: number) => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  };
  for (const [id, { x, y }] of layout.positions) {
    const { width, height } = sizes.get(id) ?? { width: 0, height: 0 };
    include(x - width / 2, y - height / 2, width, height);
  }
  for (const { x, y, width, height } of layout.frames.values()) {
    include(x, y, width, height);
  }
  for (const bend of [...layout.routes.values()].flat()) {
    include(bend.x, bend.y, 0, 0);
  }
  return left <= right
    ? { x: left, y: top, width: right - left, height: bottom - top }
    : { x: 0, y: 0, width: 0, height: 0 };
}

/** Id of the node or frame that `id` has become in this picture: a node that was unfolded is a frame now and the reverse. */
export function counterpart(id: string, before: Picture, after: Picture): string | undefined {
  const node = before.nodes.get(id);
  if (node) {
    if (after.nodes.has(id)) {
      return id;
    }
    return node.unfolds !== undefined && after.frames.has(node.unfolds) ? node.unfolds : undefined;
  }
  if (after.frames.has(id)) {
    return id;
  }
  return after.visible.nodes.find((candidate) => candidate.unfolds === id)?.id;
}
