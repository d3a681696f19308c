import { expect, test } from 'vitest';
import type { VisibleGraph } from '../../../src/layout/visibleGraph';
import { outlineItems, type OutlineItem } from '../../../webview/outlineItems';
import { visibleNode } from './samples';

const visible: VisibleGraph = {
  nodes: [
    visibleNode({ id: 'x', kind: 'input', label: 'x' }),
    visibleNode({ id: 'a', kind: 'module', label: 'conv1', detail: 'Conv2d 3×3' }),
    visibleNode({ id: 'b', kind: 'branch', label: 'F₂', unfolds: 'layer1.1' }),
    visibleNode({ id: 'y', kind: 'output', label: 'output' }),
  ],
  edges: [],
  frames: [
    {
      id: 'layer1',
      label: 'layer1',
      detail: 'Sequential',
      module: 'layer1',
      nodes: ['a', 'b'],
      parameters: 0,
      macs: 0,
    },
    {
      id: 'layer1.0',
      label: 'layer1.0',
      detail: 'BasicBlock',
      module: 'layer1.0',
      nodes: ['a'],
      parameters: 0,
      macs: 0,
    },
  ],
};

function outline(items: readonly OutlineItem[]): unknown[] {
  return items.map(({ id, children }) => (children.length > 0 ? [id, outline(children)] : id));
}

test('frames hold their nodes, nested and in the order of the network', () => {
  const items = outlineItems(visible, () => undefined);
  expect(outline(items)).toEqual(['x', ['layer1', [['layer1.0', ['a']], 'b']], 'y']);
});

test('what is spoken says what a node is, its shape, its numbers and whether it unfolds', () => {
  const items = outlineItems(visible, (id) => (id === 'b' ? 'σ 0.9' : undefined));
  const branch = items[1].children[1];
  expect(branch).toMatchObject({ text: 'F₂, residual branch, output 16×32×32, σ 0.9', expanded: false });
  expect(items[0]).toMatchObject({ text: 'x, input, output 16×32×32', expanded: undefined });
  expect(items[1]).toMatchObject({ text: 'layer1, Sequential', expanded: true });
});
