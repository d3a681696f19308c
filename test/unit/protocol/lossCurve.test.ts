import { describe, expect, it } from 'vitest';
import { addLosses, type LossPoint } from '../../../src/protocol/lossCurve';

const curveOf = (...steps: number[]): LossPoint[] => steps.map((step) => [step, -step]);

describe('addLosses', () => {
  it('replaces the steps that a resumed run repeats', () => {
    const curve = curveOf(1, 2, 3, 4, 5);
    addLosses(curve, [
      [4, 0.4],
      [5, 0.5],
    ]);
    addLosses(curve, [[6, 0.6]]);
    expect(curve).toEqual([...curveOf(1, 2, 3), [4, 0.4], [5, 0.5], [6, 0.6]]);
  });

  it('starts over where a run does', () => {
    const curve = curveOf(5, 6);
    addLosses(curve, curveOf(1));
    expect(curve).toEqual(curveOf(1));
  });

  it('thins out old points of a long run, and keeps the last', () => {
    const curve: LossPoint[] = [];
    for (let step = 1; step <= 50_000; step++) {
      addLosses(curve, curveOf(step));
    }
    expect(curve.length).toBeLessThanOrEqual(20_000);
    expect(curve.at(-1)).toEqual([50_000, -50_000]);
    expect(curve.every(([step], index) => index === 0 || step > curve[index - 1][0])).toBe(true);
  });
});
