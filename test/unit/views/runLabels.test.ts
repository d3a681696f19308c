import { describe, expect, it } from 'vitest';
import type { ListedRun } from '../../../src/engine/runList';
import { formatMoment, runLabels } from '../../../src/views/runLabels';

const labels = (...runs: readonly (readonly [model: string, title?: string])[]) =>
  runLabels(runs.map(([model, title]) => ({ description: { model, title } }) as ListedRun));

describe('labels of runs', () => {
  it('are the names of their models', () => {
    expect(labels(['ResNet(depth=20, option="A")'], ['Net()'], ['net'])).toEqual(['ResNet', 'Net', 'net']);
  });

  it('are the titles where there are some', () => {
    expect(labels(['ResNet(depth=20)', 'best'])).toEqual(['best']);
  });

  it('have the arguments that tell runs of one model apart, and no others', () => {
    expect(labels(['ResNet(depth=20, option="A")'], ['ResNet(depth=56, option="A")'])).toEqual([
      'ResNet(depth=20)',
      'ResNet(depth=56)',
    ]);
    expect(labels(['Net(widths=[1, 2], act="(,")'], ['Net(widths=[1, 3], act="(,")'], ['Net()'])).toEqual([
      'Net(widths=[1, 2], act="(,")',
      'Net(widths=[1, 3], act="(,")',
      'Net',
    ]);
  });
});

describe('a moment', () => {
  const now = new Date(2026, 10, 26, 12);
  it.each([
    [new Date(2026, 10, 26, 9, 5), '09:05 AM'],
    [new Date(2026, 10, 25, 9, 5), 'Nov 25'],
    [new Date(2025, 10, 26, 9, 5), 'Nov 26, 2025'],
  ])('is as short as tells it from others', (moment, text) => {
    expect(formatMoment(moment, now, 'en-US')).toBe(text);
  });
});
