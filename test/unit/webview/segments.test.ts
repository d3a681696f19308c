import { expect, test } from 'vitest';
import { segmentsOf } from '../../../webview/segments';

/** Cytoscape's own formula, from its documentation of segment-distances and segment-weights. */
function bendOf(source: Point, target: Point, weight: number, distance: number): Point {
  const length = Math.hypot(target.x - source.x, target.y - source.y);
  const along = { x: (target.x - source.x) / length, y: (target.y - source.y) / length };
  return {
    x: source.x + weight * (target.x - source.x) - distance * along.y,
    y: source.y + weight * (target.y - source.y) + distance * along.x,
  };
}
interface Point {
  x: number;
  y: number;
}

test('bends come back where they were', () => {
  const source = { x: 100, y: 20 };
  const target = { x: 130, y: 220 };
  const bends = [
    { x: 180, y: 20 },
    { x: 180, y: 220 },
  ];
  const { weights, distances } = segmentsOf(source, target, bends);
  bends.forEach((bend, index) => {
    const back = bendOf(source, target, weights[index], distances[index]);
    expect(back.x).toBeCloseTo(bend.x, 9);
    expect(back.y).toBeCloseTo(bend.y, 9);
  });
});

test('a lane to the right of a downward trunk has negative distances', () => {
  const { weights, distances } = segmentsOf({ x: 0, y: 0 }, { x: 0, y: 100 }, [{ x: 40, y: 0 }]);
  expect(weights[0]).toBeCloseTo(0, 12);
  expect(distances[0]).toBeCloseTo(-40, 12);
});
