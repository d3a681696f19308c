import type { FrameBox, NodeBox } from './boxes';
import type { Point } from './layout';
import { heightOf, type Levels, spacing } from './level';

export interface Placement {
  /** Centres. */
  readonly nodes: ReadonlyMap<NodeBox, Point>;
  /** The top of each frame's trunk, where its content begins. */
  readonly frames: ReadonlyMap<FrameBox, Point>;
}

/** Turns positions inside frames into positions in the picture. Nodes on lanes are not among them. */
export function placeBoxes(root: FrameBox, levels: Levels): Placement {
  const nodes = new Map<NodeBox, Point>();
  const frames = new Map<FrameBox, Point>([[root, { x: 0, y: 0 }]]);
  const queue = [root];
  for (let frame = queue.pop(); frame !== undefined; frame = queue.pop()) {
    const level = levels.get(frame)!;
    const { x, y } = frames.get(frame)!;
    for (const [box, centre] of level.y) {
      const place = { x: x + level.columns.x.get(box)!, y: y + centre };
      if (box.kind === 'node') {
        nodes.set(box, place);
      } else {
        frames.set(box, { x: place.x, y: place.y - heightOf(box, levels) / 2 + spacing.frameTitle });
        queue.push(box);
      }
    }
  }
  return { nodes, frames };
}
