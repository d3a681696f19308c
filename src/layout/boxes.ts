import type { LayoutEdge, LayoutNode } from './layout';

/** What is placed: nodes, and frames around nodes and other frames. */
export type Box = NodeBox | FrameBox;

export interface NodeBox {
  readonly kind: 'node';
  readonly id: string;
  readonly parent: FrameBox;
  readonly width: number;
  readonly height: number;
}

export interface FrameBox {
  readonly kind: 'frame';
  readonly id: string;
  /** Absent for the whole picture. */
  readonly parent?: FrameBox;
  readonly depth: number;
  readonly children: Box[];
}

export interface Edge extends LayoutEdge {
  readonly from: NodeBox;
  readonly to: NodeBox;
}

export interface BoxTree {
  readonly root: FrameBox;
  readonly nodes: ReadonlyMap<string, NodeBox>;
  readonly edges: readonly Edge[];
}

/** @param frames the ids of the nodes inside each, those of inner frames included; outermost first. */
export function boxTree(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  frames: readonly { readonly id: string; readonly nodes: readonly string[] }[],
): BoxTree {
  const root: FrameBox = { kind: 'frame', id: '', depth: 0, children: [] };
  const around = new Map<string, FrameBox>();
  for (const { id, nodes: members } of frames) {
    if (members.length === 0) {
      continue;
    }
    const parent = around.get(members[0]) ?? root;
    const frame: FrameBox = { kind: 'frame', id, parent, depth: parent.depth + 1, children: [] };
    members.forEach((member) => around.set(member, frame));
  }
  const boxes = new Map<string, NodeBox>();
  const placed = new Set<FrameBox>([root]);
  for (const { id, width, height } of nodes) {
    const parent = around.get(id) ?? root;
    placeFrame(parent, placed);
    const box: NodeBox = { kind: 'node', id, parent, width, height };
    parent.children.push(box);
    boxes.set(id, box);
  }
  const joined = edges.flatMap((edge): Edge[] => {
    const [from, to] = [boxes.get(edge.source), boxes.get(edge.target)];
    return from === undefined || to === undefined || from === to ? [] : [{ ...edge, from, to }];
  });
  return { root, nodes: boxes, edges: joined };
}

/** Frames come among their siblings where their first node does. */
function placeFrame(frame: FrameBox, placed: Set<FrameBox>): void {
  if (placed.has(frame) || frame.parent === undefined) {
    return;
  }
  placed.add(frame);
  placeFrame(frame.parent, placed);
  frame.parent.children.push(frame);
}

/** Innermost frame around both. */
export function commonFrame(a: NodeBox, b: NodeBox): FrameBox {
  let [left, right] = [a.parent, b.parent];
  while (left !== right) {
    if (left.depth >= right.depth && left.parent !== undefined) {
      left = left.parent;
    } else {
      right = right.parent ?? right;
    }
  }
  return left;
}

/** The child of `frame` that `box` is or lies in. */
export function childOf(frame: FrameBox, box: Box): Box {
  let current = box;
  while (current.parent !== frame) {
    if (current.parent === undefined) {
      throw new Error(`'${box.id}' does not lie inside the frame '${frame.id}'.`);
    }
    current = current.parent;
  }
  return current;
}

/** Boxes from `box` outwards to the child of `frame`, innermost first. */
export function boxesUpTo(frame: FrameBox, box: Box): Box[] {
  const result: Box[] = [];
  for (
    let current: Box | undefined = box;
    current !== undefined && current !== frame;
    current = current.parent
  ) {
    result.push(current);
  }
  return result;
}
