import { describe, expect, test } from 'vitest';
import { anchorShift, fitViewport, shiftInto } from '../../../webview/viewport';

const canvas = { width: 600, height: 800 };

describe('fitViewport', () => {
  test('shows a small picture whole, centred and not blown up', () => {
    const { zoom, x, y } = fitViewport({ x: 0, y: 0, width: 200, height: 300 }, canvas, 0);
    expect(zoom).toBeLessThanOrEqual(1.15);
    expect(x + 100 * zoom).toBeCloseTo(300, 9);
    expect(y + 150 * zoom).toBeCloseTo(400, 9);
  });

  test('shows the beginning of a long picture where the whole would be illegible', () => {
    const { zoom, y } = fitViewport({ x: 0, y: 50, width: 200, height: 9000 }, canvas, 0.8);
    expect(zoom).toBe(0.8);
    expect(50 * zoom + y).toBeCloseTo(20, 9);
  });

  test('shows all of a long picture where it is asked to', () => {
    const { zoom, y } = fitViewport({ x: 0, y: 0, width: 200, height: 9000 }, canvas, 0);
    expect(9000 * zoom + y).toBeLessThanOrEqual(800);
  });

  test('never cuts a picture at the sides', () => {
    const { zoom, x } = fitViewport({ x: -100, y: 0, width: 2000, height: 9000 }, canvas, 0.8);
    expect(-100 * zoom + x).toBeGreaterThanOrEqual(0);
    expect(1900 * zoom + x).toBeLessThanOrEqual(600);
  });
});

test('the anchor stays where it was on the screen', () => {
  const zoom = 0.8;
  const pan = { x: 12, y: -300 };
  const from = { x: 100, y: 900 };
  const to = { x: 140, y: 760 };
  const shift = anchorShift(from, to, zoom);
  expect(to.x * zoom + pan.x + shift.x).toBeCloseTo(from.x * zoom + pan.x, 9);
  expect(to.y * zoom + pan.y + shift.y).toBeCloseTo(from.y * zoom + pan.y, 9);
});

describe('shiftInto', () => {
  test('moves what is out of view by the least, and nothing else', () => {
    expect(shiftInto(-90, -50, 400, 20)).toBe(110);
    expect(shiftInto(450, 500, 400, 20)).toBe(-120);
    expect(shiftInto(350, 500, 400, 20)).toBe(0);
  });

  test('shows the beginning of what is too long', () => {
    expect(450 + shiftInto(450, 1450, 400, 20)).toBe(20);
  });
});
