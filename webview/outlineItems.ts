import { formatExampleShape } from '../src/graph/shape';
import type { VisibleFrame, VisibleGraph, VisibleNode } from '../src/layout/visibleGraph';

/** The picture as a tree for assistive technology: frames hold what is inside them. */
export interface OutlineItem {
  /** Id of the node or frame. */
  readonly id: string;
  /** What is spoken. */
  readonly text: string;
  /** Undefined where there is nothing to unfold. */
  readonly expanded: boolean | undefined;
  readonly children: readonly OutlineItem[];
}

const kindWords: Readonly<Record<VisibleNode['kind'], string>> = {
  input: 'input',
  output: 'output',
  module: '',
  branch: 'residual branch',
  shortcut: 'shortcut',
  merge: 'merge',
  operator: '',
};

/** @param numbers what a run says about a node, spoken after it. */
export function outlineItems(
  visible: VisibleGraph,
  numbers: (nodeId: string) => string | undefined,
): OutlineItem[] {
  const innermost = new Map<string, VisibleFrame>();
  const parents = new Map<VisibleFrame, VisibleFrame | undefined>();
  for (const frame of visible.frames) {
    // Frames come outermost first, so what a frame's nodes lie in so far is its parent.
    parents.set(frame, frame.nodes.length > 0 ? innermost.get(frame.nodes[0]) : undefined);
    for (const node of frame.nodes) {
      innermost.set(node, frame);
    }
  }

  const roots: OutlineItem[] = [];
  const childrenOf = new Map<VisibleFrame, OutlineItem[]>();
  const place = (frame: VisibleFrame | undefined): OutlineItem[] => {
    if (!frame) {
      return roots;
    }
    let children = childrenOf.get(frame);
    if (!children) {
      children = [];
      childrenOf.set(frame, children);
      place(parents.get(frame)).push({
        id: frame.id,
        text: sentence([frame.label, frame.detail]),
        expanded: true,
        children,
      });
    }
    return children;
  };
  for (const node of visible.nodes) {
    place(innermost.get(node.id)).push({
      id: node.id,
      text: sentence([
        node.label,
        node.detail,
        kindWords[node.kind],
        `output ${formatExampleShape(node.outputShape)}`,
        numbers(node.id) ?? '',
      ]),
      expanded: node.unfolds === undefined ? undefined : false,
      children: [],
    });
  }
  return roots;
}

function sentence(parts: readonly string[]): string {
  return parts.filter((part, index) => part !== '' && parts.indexOf(part) === index).join(', ');
}
