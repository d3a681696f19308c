import { describe, expect, it } from 'vitest';
import { type ProbeRow, type Statistics, statisticNames } from '../../../src/autodiff/trainingGraph';
import { buildOverlay } from '../../../src/engine/overlay';

/** Statistics in which every number says where it stands: row·10 + column. */
function statisticsFor(rows: readonly ProbeRow[]): Statistics[] {
  return rows.map(
    (_, row) =>
      Object.fromEntries(statisticNames.map((name, column) => [name, row * 10 + column])) as Statistics,
  );
}

describe('buildOverlay', () => {
  const rows: ProbeRow[] = [
    { kind: 'activation', module: '' },
    { kind: 'activation', module: 'layer1.0' },
    { kind: 'gradient', module: 'layer1.0' },
    { kind: 'parameterGradient', parameter: 'layer1.0.weight' },
    { kind: 'branchActivation', merge: 'layer1.0' },
    { kind: 'shortcutActivation', merge: 'layer1.0' },
    { kind: 'branchGradient', merge: 'layer1.0' },
  ];
  const overlay = buildOverlay({
    step: 3,
    loss: 0.5,
    rows,
    statistics: statisticsFor(rows),
    merges: [
      { path: 'layer1.0', kind: 'identity' },
      { path: 'unprobed', kind: 'pad' },
    ],
  });

  it('puts every statistic in its place', () => {
    expect(overlay).toMatchObject({ step: 3, loss: 0.5 });
    expect(overlay.modules['layer1.0'].gradient).toEqual({
      mean: 20,
      std: 21,
      l2: 22,
      min: 23,
      max: 24,
      zeros: 25,
      nonFinite: 26,
    });
    expect(overlay.modules['layer1.0'].activation?.mean).toBe(10);
    expect(overlay.modules['']).toEqual({ activation: expect.objectContaining({ l2: 2 }) as unknown });
    expect(overlay.parameterGradient).toEqual({ 'layer1.0.weight': 32 });
  });

  it('gives the norms of both sides of a merge, 0 where no gradient comes through', () => {
    expect(overlay.merges).toEqual([
      {
        path: 'layer1.0',
        kind: 'identity',
        branchNorm: 42,
        shortcutNorm: 52,
        branchGradient: 62,
        shortcutGradient: 0,
      },
    ]);
  });
});
