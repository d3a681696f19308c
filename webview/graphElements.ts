import type { ElementDefinition } from 'cytoscape';
import { formatExampleShape } from '../src/graph/shape';
import type { Point } from '../src/layout/layout';
import type { VisibleEdge, VisibleFrame, VisibleNode } from '../src/layout/visibleGraph';
import {
  availableWidth,
  branchPoint,
  fontSize,
  hasSecondLine,
  twoLineLabelOffset,
  type TextMeasurer,
} from './measure';
import type { Picture } from './picture';
import { labelShift } from './labelShift';
import { laneEnds, type LaneEnds } from './ports';
import { segmentsOf } from './segments';

/**
 * Cytoscape draws one text per element. The second line of a node and its unfold button are therefore companions:
 * elements of their own that are placed with the node. Ids of companions and frames carry a prefix that node ids lack.
 */
const detailPrefix = 'detail|';
const barPrefix = 'bar|';
const expanderPrefix = 'expander|';
const framePrefix = 'frame|';

/** Room for text beside a merge. */
const besideWidth = 64;

/** From the left side of a frame to its title, past the button that folds it. */
const titleStart = 27;

export type ElementRole =
  | { readonly kind: 'node' | 'frame'; readonly id: string }
  /** The button that folds or unfolds a node or frame. */
  | { readonly kind: 'expander'; readonly of: string };

export function nodeElementId(id: string): string {
  return id;
}
export function frameElementId(id: string): string {
  return framePrefix + id;
}
export function detailElementId(nodeId: string): string {
  return detailPrefix + nodeId;
}

export function barElementId(nodeId: string): string {
  return barPrefix + nodeId;
}

/** What an element under the pointer stands for. */
export function roleOf(elementId: string): ElementRole {
  if (elementId.startsWith(expanderPrefix)) {
    return { kind: 'expander', of: elementId.slice(expanderPrefix.length) };
  }
  if (elementId.startsWith(framePrefix)) {
    return { kind: 'frame', id: elementId.slice(framePrefix.length) };
  }
  return { kind: 'node', id: elementId };
}

export function elementsOf(picture: Picture, measurer: TextMeasurer): ElementDefinition[] {
  const lanes = laneEnds(picture);
  const forks = forkHeights(picture, lanes);
  return [
    ...picture.visible.frames.flatMap((frame, index) => frameElements(frame, index, picture, measurer)),
    ...picture.visible.nodes.flatMap((node) => nodeElements(node, picture, measurer)),
    ...picture.visible.edges.map((edge) =>
      edgeElement(edge, lanes.get(edge.id), forks.get(edge.source) ?? [], picture, measurer),
    ),
    ...picture.visible.edges.flatMap((edge) => forkElements(edge, lanes.get(edge.id))),
  ];
}

function nodeElements(node: VisibleNode, picture: Picture, measurer: TextMeasurer): ElementDefinition[] {
  const position = picture.layout.positions.get(node.id);
  const size = picture.sizes.get(node.id);
  if (!position || !size) {
    return [];
  }
  const { x, y } = position;
  const available = availableWidth(node, size.width);
  const twoLines = hasSecondLine(node);
  const labelSize = node.kind === 'branch' || node.kind === 'merge' ? fontSize.symbol : fontSize.label;
  const elements: ElementDefinition[] = [
    {
      group: 'nodes',
      data: {
        id: nodeElementId(node.id),
        ...size,
        label:
          node.kind === 'merge' ? node.label : measurer.clip(node.label, labelSize, available.label, 600),
        labelOffset: twoLines ? twoLineLabelOffset : 0,
        ...(node.kind === 'branch' && { outline: pointedOutline(size.width) }),
      },
      classes: [node.kind, shortcutKindOf(node, picture)].filter((name) => name !== undefined),
      position: { x, y },
    },
  ];
  if (node.kind === 'merge') {
    elements.push(
      companion(
        detailElementId(node.id),
        ['detail', 'beside'],
        { x: x - size.width / 2 - 5, y },
        measurer.clip(node.detail, fontSize.detail, besideWidth),
      ),
    );
  } else {
    const detail = twoLines ? measurer.clip(node.detail, fontSize.detail, available.detail) : '';
    elements.push(companion(detailElementId(node.id), ['detail'], { x, y: y + 8 }, detail), {
      group: 'nodes',
      data: { id: barElementId(node.id), width: size.width - 28, height: 3, label: '', labelOffset: 0 },
      classes: ['bar'],
      position: { x, y: y + size.height / 2 - 4.5 },
    });
  }
  if (node.unfolds !== undefined) {
    elements.push(
      expander(
        node.id,
        { x: x + size.width / 2 - (node.kind === 'branch' ? 12 + branchPoint : 14), y: y - 8 },
        '+',
      ),
    );
  }
  return elements;
}

function frameElements(
  frame: VisibleFrame,
  index: number,
  picture: Picture,
  measurer: TextMeasurer,
): ElementDefinition[] {
  const rectangle = picture.layout.frames.get(frame.id);
  if (!rectangle) {
    return [];
  }
  const { x, y, width, height } = rectangle;
  // The trunk enters through the upper edge: the title ends before it.
  const trunk = picture.layout.positions.get(frame.nodes[0])?.x ?? x + width;
  const title = measurer.clip(
    frame.label,
    fontSize.detail,
    Math.max(24, Math.min(width, trunk - x) - titleStart - 6),
  );
  return [
    {
      group: 'nodes',
      data: {
        id: frameElementId(frame.id),
        width,
        height,
        label: title,
        labelOffset: 0,
        titleX: -width / 2 + measurer.width(title, fontSize.detail) / 2 + titleStart,
        titleY: 17,
        // Outermost first: inner frames lie above outer ones, all of them below edges.
        depth: (index + 1) / picture.visible.frames.length,
      },
      classes: ['frame'],
      position: { x: x + width / 2, y: y + height / 2 },
    },
    expander(frameElementId(frame.id), { x: x + 14, y: y + 13 }, '−'),
  ];
}

function edgeElement(
  edge: VisibleEdge,
  lane: LaneEnds | undefined,
  forks: readonly number[],
  picture: Picture,
  measurer: TextMeasurer,
): ElementDefinition {
  const source = picture.layout.positions.get(edge.source);
  const target = picture.layout.positions.get(edge.target);
  const segments = source && target && lane ? segmentsOf(source, target, lane.bends) : undefined;
  const label = formatExampleShape(edge.shape);
  return {
    group: 'edges',
    data: {
      id: `edge|${edge.id}`,
      source: nodeElementId(edge.source),
      target: nodeElementId(edge.target),
      ...segments,
      ...(segments && {
        exit: lane?.exit ? endpoint(lane.exit) : 'outside-to-node',
        entry: lane?.entry ? endpoint(lane.entry) : 'outside-to-node',
      }),
      ...(edge.kind === 'trunk' && {
        label,
        labelX: measurer.width(label, fontSize.edge) / 2 + 7,
        labelY: segments ? 0 : labelShift(edge, picture, forks),
      }),
    },
    classes: [edge.kind],
  };
}

/** Kind of the shortcut that a node on a lane belongs to. */
function shortcutKindOf(node: VisibleNode, picture: Picture): string | undefined {
  if (node.kind !== 'shortcut') {
    return undefined;
  }
  return picture.visible.edges.find((edge) => edge.source === node.id && edge.kind !== 'trunk')?.kind;
}

function companion(
  id: string,
  classes: string[],
  position: { x: number; y: number },
  label: string,
): ElementDefinition {
  return { group: 'nodes', data: { id, width: 1, height: 1, label, labelOffset: 0 }, classes, position };
}

function expander(of: string, position: { x: number; y: number }, label: string): ElementDefinition {
  return {
    group: 'nodes',
    data: { id: expanderPrefix + of, width: 14, height: 14, label, labelOffset: 0 },
    classes: ['expander'],
    position,
  };
}

/** Heights at which lanes part from the trunk below each node. */
function forkHeights(picture: Picture, lanes: ReadonlyMap<string, LaneEnds>): Map<string, number[]> {
  const heights = new Map<string, number[]>();
  for (const edge of picture.visible.edges) {
    const fork = lanes.get(edge.id)?.fork;
    if (fork) {
      heights.set(edge.source, [...(heights.get(edge.source) ?? []), fork.y]);
    }
  }
  return heights;
}

/** A dot where a lane leaves the trunk, as in a circuit diagram: it parts here and does not cross. */
function forkElements(edge: VisibleEdge, lane: LaneEnds | undefined): ElementDefinition[] {
  return lane?.fork
    ? [
        {
          group: 'nodes',
          data: { id: `fork|${edge.id}`, width: 6, height: 6, label: '', labelOffset: 0 },
          classes: ['fork', edge.kind],
          position: { ...lane.fork },
        },
      ]
    : [];
}

function endpoint({ x, y }: Point): string {
  return `${x}px ${y}px`;
}

/** A flat hexagon in Cytoscape's coordinates, from −1 to 1. */
function pointedOutline(width: number): number[] {
  const shoulder = 1 - (2 * branchPoint) / width;
  return [-shoulder, -1, shoulder, -1, 1, 0, shoulder, 1, -shoulder, 1, -1, 0];
}
