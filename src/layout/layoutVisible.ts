import type { Layout } from './layout';
import { layoutFramed, type Rectangle } from './spineAndLanes';
import type { VisibleGraph, VisibleNode } from './visibleGraph';

/** Lays out what is drawn; `frames` are rectangles by the frames' ids, with room for a title at the top. */
export function layoutVisible(
  visible: VisibleGraph,
  measure: (node: VisibleNode) => { readonly width: number; readonly height: number },
): Layout & { readonly frames: ReadonlyMap<string, Rectangle> } {
  return layoutFramed(
    visible.nodes.map((node) => ({ id: node.id, ...sizeOf(measure(node)) })),
    visible.edges.map(({ id, source, target, kind }) => ({
      id,
      source,
      target,
      kind: kind === 'trunk' ? 'trunk' : 'skip',
      // What DenseNet reads again and again runs in one lane from which every reader takes it.
      bus: kind === 'dense' ? source : id,
    })),
    visible.frames,
  );
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { width, height };
}
