import { describe, expect, it } from 'vitest';
import type { ModuleSummary, ResidualBlock } from '../../../src/analysis/analysis';
import type { Statistics } from '../../../src/autodiff/trainingGraph';
import { drawBars } from '../../../src/editor/hoverPicture';
import { shapeLabel } from '../../../src/editor/shapeLabel';
import { heatLevels, numbersOf } from '../../../src/editor/lineNumbers';
import type { Overlay } from '../../../src/protocol/overlay';

function summary(path: string, outputShapes: number[][] = []): ModuleSummary {
  return { path, type: 'Conv2d', calls: [], inputShapes: [], outputShapes, parameters: 0, macs: 0 };
}

function statistics(values: Partial<Statistics>): Statistics {
  return { mean: 0, std: 1, l2: 1, min: 0, max: 0, zeros: 0, nonFinite: 0, ...values };
}

const overlay: Overlay = {
  step: 3,
  loss: 2.1,
  modules: {
    a: { activation: statistics({ std: 0.92 }), gradient: statistics({ l2: 0.0013 }) },
    b: { activation: statistics({ std: 0.81 }), gradient: statistics({ l2: 0.0024 }) },
    broken: { activation: statistics({ std: NaN, nonFinite: 12 }) },
  },
  merges: [
    { path: 'm', kind: 'identity', branchGradient: 0.5, shortcutGradient: 2, branchNorm: 1, shortcutNorm: 4 },
  ],
  parameterGradient: {},
};
const nothing = { line: 4, constructed: [], called: [], merges: [] };

describe('numbersOf', () => {
  it('writes the activation and the gradient of one module', () => {
    expect(numbersOf({ ...nothing, constructed: [summary('a')] }, overlay)).toEqual({
      line: 4,
      text: 'σ 0.92 · ‖∂‖ 1.3e-3',
      gradient: 0.0013,
    });
  });

  it('writes ranges and a sparkline where a line stands for several', () => {
    const numbers = numbersOf({ ...nothing, constructed: [summary('a'), summary('b')] }, overlay);
    expect(numbers?.text).toBe('σ 0.81–0.92 · ‖∂‖ 1.3e-3–2.4e-3 ▁█');
    expect(numbers?.gradient).toBe(0.0024);
    expect(numbers?.text.length).toBeLessThanOrEqual(43);
  });

  it('counts what is not finite', () => {
    expect(numbersOf({ ...nothing, constructed: [summary('broken')] }, overlay)?.text).toBe(
      'σ NaN · 12 NaN/∞',
    );
  });

  it('splits the gradient on the line of a merge', () => {
    const block = { path: 'm' } as ResidualBlock;
    expect(numbersOf({ ...nothing, merges: [block], called: [summary('a')] }, overlay)).toEqual({
      line: 4,
      text: '‖∂‖ F 0.50 · S 2.00',
      gradient: 2,
    });
  });

  it('says nothing of modules that the run did not see', () => {
    expect(numbersOf({ ...nothing, constructed: [summary('unseen')] }, overlay)).toBeUndefined();
  });
});

describe('heatLevels', () => {
  it('spreads the logarithms evenly', () => {
    expect(heatLevels([1, 10, 100, 1000], 4)).toEqual([0, 1, 2, 3]);
  });
  it('gives the lowest level to zero, and to equal values', () => {
    expect(heatLevels([0, 1, 10], 6)).toEqual([0, 0, 5]);
    expect(heatLevels([2, 2], 6)).toEqual([0, 0]);
    expect(heatLevels([], 6)).toEqual([]);
  });
});

describe('shapeLabel', () => {
  it('leaves the batch out and counts the modules of a line', () => {
    expect(shapeLabel({ constructed: [summary('a', [[1, 16, 32, 32]])] })).toBe('→ 16×32×32');
    const three = [
      [1, 16, 32, 32],
      [1, 32, 16, 16],
      [1, 64, 8, 8],
    ].map((shape, index) => summary(String(index), [shape]));
    expect(shapeLabel({ constructed: three })).toBe('×3 → 16×32×32 … 64×8×8');
    expect(shapeLabel({ constructed: [summary('never called')] })).toBe('');
  });
});

describe('drawBars', () => {
  const colours = { text: '#000', branch: '#00f', shortcut: '#f80' };
  it('stays below 8 kB and draws finite numbers only', () => {
    const groups = Array.from({ length: 500 }, (_, index) => [index === 0 ? NaN : index * 1e-9, 1e9]);
    const svg = drawBars({ title: 'x', groups }, colours);
    expect(svg?.length).toBeLessThan(8192);
    expect(svg).not.toContain('NaN');
  });
  it('escapes its title', () => {
    expect(drawBars({ title: '<script>&"', groups: [[1], [2]] }, colours)).toContain(
      '&#60;script&#62;&#38;&#34;',
    );
  });
  it('draws nothing where there is nothing to compare', () => {
    expect(drawBars({ title: 'x', groups: [[1]] }, colours)).toBeUndefined();
  });
});
