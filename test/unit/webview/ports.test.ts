import { expect, test } from 'vitest';
import { laneEnds } from '../../../webview/ports';
import { visibleEdge, visibleNode } from './samples';

const nodes = [
  visibleNode({ id: 'a', kind: 'module' }),
  visibleNode({ id: 'b', kind: 'merge' }),
  visibleNode({ id: 'c', kind: 'merge' }),
];
const first = visibleEdge('a', 'b', 'identity');
const second = visibleEdge('b', 'c', 'projection');
const picture = {
  visible: { nodes, edges: [first, second], frames: [] },
  layout: {
    positions: new Map([
      ['a', { x: 0, y: 0 }],
      ['b', { x: 0, y: 100 }],
      ['c', { x: 0, y: 200 }],
    ]),
    routes: new Map([
      [
        first.id,
        [
          { x: 60, y: 0 },
          { x: 60, y: 100 },
        ],
      ],
      [
        second.id,
        [
          { x: 60, y: 100 },
          { x: 60, y: 200 },
        ],
      ],
    ]),
    frames: new Map(),
    width: 100,
    height: 200,
  },
  sizes: new Map(nodes.map((node) => [node.id, { width: 30, height: 30 }])),
  nodes: new Map(nodes.map((node) => [node.id, node])),
};

test('a lane that arrives keeps clear of the one that leaves', () => {
  const ends = laneEnds(picture);
  const arriving = ends.get(first.id)!;
  const leaving = ends.get(second.id)!;
  expect(arriving.bends[1].y).toBeLessThan(100);
  expect(leaving.bends[0].y).toBeGreaterThan(100);
  // Both ends lie on the circle, at the height of their bends.
  for (const [point, bend] of [
    [arriving.entry!, arriving.bends[1]],
    [leaving.exit!, leaving.bends[0]],
  ]) {
    expect(Math.hypot(point.x, point.y)).toBeCloseTo(15, 9);
    expect(100 + point.y).toBe(bend.y);
  }
});

test('ends that nothing else uses stay in the middle', () => {
  const ends = laneEnds(picture);
  expect(ends.get(first.id)!.exit).toBeUndefined();
  expect(ends.get(first.id)!.bends[0].y).toBe(0);
  expect(ends.get(second.id)!.entry).toBeUndefined();
});

test('a lane that goes down with the trunk at first starts where the two part', () => {
  const trunk = visibleEdge('a', 'b');
  const skip = visibleEdge('a', 'c', 'identity');
  const routes = new Map([
    [
      skip.id,
      [
        { x: 0, y: 60 },
        { x: 60, y: 60 },
        { x: 60, y: 200 },
      ],
    ],
  ]);
  const visible = { nodes, edges: [trunk, skip], frames: [] };
  const lane = laneEnds({ ...picture, visible, layout: { ...picture.layout, routes } }).get(skip.id)!;
  expect(lane.fork!.x).toBe(0);
  expect(lane.exit!.y).toBe(lane.fork!.y);
  expect(lane.bends.map(({ y }) => y)).toEqual([lane.fork!.y, 200]);
  // Without a trunk below the node the lane must reach the node itself.
  const alone = { ...visible, edges: [skip] };
  expect(
    laneEnds({ ...picture, visible: alone, layout: { ...picture.layout, routes } }).get(skip.id)!.fork,
  ).toBe(undefined);
});
