import { describe, expect, it } from 'vitest';
import { drawCurves } from '../../../src/views/comparisonChart';

const pathsOf = (svg: string) => [...svg.matchAll(/<path d="([^"]*)" fill="none"/g)].map(([, path]) => path);

describe('the picture of loss curves', () => {
  it('has a line for each run, all on one scale', () => {
    const [long, short] = pathsOf(
      drawCurves([
        { name: 'long', losses: [4, 3, 2] },
        { name: 'short', losses: [4, 2] },
      ]),
    );
    const ends = (path: string) =>
      path
        .split(/[ML]/)
        .slice(1)
        .map((point) => point.split(' ').map(Number));
    expect(ends(long)[0]).toEqual(ends(short)[0]);
    // The same loss is at the same height, after two steps of three in the middle.
    expect(ends(long)[2][1]).toBe(ends(short)[1][1]);
    expect(ends(short)[1][0]).toBe(ends(long)[1][0]);
  });

  it('leaves a gap where a loss is not finite', () => {
    expect(pathsOf(drawCurves([{ name: 'a', losses: [1, NaN, 2, 3] }]))[0].match(/M/g)).toHaveLength(2);
  });

  it('is left out where there is nothing to draw', () => {
    expect(drawCurves([{ name: 'a', losses: [NaN, NaN] }])).toBe('');
    expect(drawCurves([{ name: 'a', losses: [1] }])).toBe('');
  });

  it('stays small for a long run', () => {
    const losses = Array.from({ length: 1_000_000 }, (_, index) => 1 / (index + 1));
    expect(drawCurves([{ name: 'a', losses }]).length).toBeLessThan(20_000);
  });
});
