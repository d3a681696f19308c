import type { Layout, LayoutEdge, LayoutNode, Point } from '../../src/layout/layout';
import type { Rectangle } from '../../src/layout/spineAndLanes';

/** Sentences that say what is wrong with a layout; none where nothing is. */
export function layoutFaults(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  layout: Layout & { readonly frames?: ReadonlyMap<string, Rectangle> },
  frames: readonly { readonly id: string; readonly nodes: readonly string[] }[] = [],
): string[] {
  const boxes = nodes.map((node) => ({ id: node.id, ...rectangleOf(node, layout) }));
  return [
    ...overlaps(boxes),
    ...crossings(boxes, edges, layout),
    ...frameFaults(boxes, layout, frames),
    ...outside(boxes, edges, layout),
  ];
}

type Box = Rectangle & { readonly id: string };

export function rectangleOf({ id, width, height }: LayoutNode, { positions }: Layout): Rectangle {
  const centre = positions.get(id);
  if (centre === undefined) {
    throw new Error(`The layout has no position for '${id}'.`);
  }
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}

/** From the middle of the source over the bends to the middle of the target. */
export function lineOf({ id, source, target }: LayoutEdge, { positions, routes }: Layout): Point[] {
  return [positions.get(source)!, ...(routes.get(id) ?? []), positions.get(target)!];
}

function overlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (meet(a, b, 0) ? [`'${a.id}' overlaps '${b.id}'.`] : [])),
  );
}

function crossings(boxes: readonly Box[], edges: readonly LayoutEdge[], layout: Layout): string[] {
  return edges.flatMap((edge) => {
    const line = lineOf(edge, layout);
    return line.slice(1).flatMap((point, index) => {
      const before = line[index];
      const segment = {
        x: Math.min(point.x, before.x),
        y: Math.min(point.y, before.y),
        width: Math.abs(point.x - before.x),
        height: Math.abs(point.y - before.y),
      };
      const slants = segment.width > 1e-6 && segment.height > 1e-6;
      return [
        ...(slants ? [`'${edge.id}' runs aslant at ${point.x}, ${point.y}.`] : []),
        ...boxes
          .filter(
            ({ id }) => (id !== edge.source || index > 0) && (id !== edge.target || index < line.length - 2),
          )
          .filter((box) => meet(segment, box, 0.5))
          .map(({ id }) => `'${edge.id}' crosses '${id}'.`),
      ];
    });
  });
}

function frameFaults(
  boxes: readonly Box[],
  layout: { readonly frames?: ReadonlyMap<string, Rectangle> },
  frames: readonly { readonly id: string; readonly nodes: readonly string[] }[],
): string[] {
  const placed = frames.map((frame) => ({
    ...frame,
    ...layout.frames!.get(frame.id)!,
    members: new Set(frame.nodes),
  }));
  return placed.flatMap((frame) => [
    ...boxes.flatMap((box) => {
      const isMember = frame.members.has(box.id);
      if (isMember && !contains(frame, box)) {
        return [`'${box.id}' sticks out of '${frame.id}'.`];
      }
      return !isMember && meet(frame, box, 0) ? [`'${box.id}' lies in '${frame.id}' by mistake.`] : [];
    }),
    ...placed
      .filter(
        (other) =>
          other !== frame && meet(frame, other, 0) && !contains(frame, other) && !contains(other, frame),
      )
      .map((other) => `The frames '${frame.id}' and '${other.id}' overlap.`),
  ]);
}

function outside(boxes: readonly Box[], edges: readonly LayoutEdge[], layout: Layout): string[] {
  const picture = { x: 0, y: 0, width: layout.width, height: layout.height };
  return [
    ...boxes.filter((box) => !contains(picture, box)).map(({ id }) => `'${id}' lies outside the picture.`),
    ...edges
      .filter((edge) =>
        lineOf(edge, layout).some((point) => !contains(picture, { ...point, width: 0, height: 0 })),
      )
      .map(({ id }) => `'${id}' leaves the picture.`),
  ];
}

function meet(a: Rectangle, b: Rectangle, tolerance: number): boolean {
  return (
    a.x + a.width > b.x + tolerance &&
    b.x + b.width > a.x + tolerance &&
    a.y + a.height > b.y + tolerance &&
    b.y + b.height > a.y + tolerance
  );
}

function contains(outer: Rectangle, inner: Rectangle): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}
