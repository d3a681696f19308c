import { expect, test } from 'vitest';
import { labelShift } from '../../../webview/labelShift';
import type { Picture } from '../../../webview/picture';
import { visibleEdge, visibleNode } from './samples';

/** Two nodes 20 high, 100 apart, and a frame around the second. */
function picture(frameTop: number): Picture {
  const nodes = [visibleNode({ id: 'a', kind: 'module' }), visibleNode({ id: 'b', kind: 'module' })];
  const frame = { id: 'f', label: 'f', detail: '', nodes: ['b'], parameters: 0, macs: 0 };
  const size = { width: 100, height: 20 };
  return {
    visible: { nodes, edges: [], frames: [frame] },
    layout: {
      positions: new Map([
        ['a', { x: 50, y: 10 }],
        ['b', { x: 50, y: 130 }],
      ]),
      routes: new Map(),
      frames: new Map([['f', { x: 0, y: frameTop, width: 100, height: 60 }]]),
      width: 100,
      height: 140,
    },
    sizes: new Map([
      ['a', size],
      ['b', size],
    ]),
    nodes: new Map(nodes.map((node) => [node.id, node])),
    frames: new Map([['f', frame]]),
    members: new Map([['f', new Set(['b'])]]),
    bounds: { x: 0, y: 0, width: 100, height: 140 },
  };
}

test('a label moves up, above the border of the frame that its edge enters', () => {
  const shift = labelShift(visibleEdge('a', 'b'), picture(80), []);
  // The edge runs from 20 to 120; the label sits in the middle of 20 … 80.
  expect(70 + shift).toBeGreaterThan(40);
  expect(70 + shift).toBeLessThan(60);
});

test('a label moves down where most of the edge lies inside the frame', () => {
  expect(labelShift(visibleEdge('a', 'b'), picture(30), [])).toBeGreaterThan(0);
});

test('a label keeps clear of the lane that parts from its edge', () => {
  // The frame does not matter: its border lies at the end of the edge.
  expect(70 + labelShift(visibleEdge('a', 'b'), picture(119), [100])).toBeLessThan(70);
});
