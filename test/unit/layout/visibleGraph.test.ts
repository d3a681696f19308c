import { expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { buildVisibleGraph } from '../../../src/layout/buildVisibleGraph';
import { resizeLabel } from '../../../src/layout/describe';
import { networks } from '../../support/networks';

it('a block that is half of its module has a frame with its own numbers', () => {
  const graph = networks.Transformer();
  const analysis = analyze(graph);
  const ids = ['module:blocks.0', 'block:blocks.0', 'block:blocks.0#2'];
  const { frames } = buildVisibleGraph(graph, analysis, new Set(ids));
  const [layer, attention, mlp] = ids.map((id) => frames.find((frame) => frame.id === id)!);
  expect([layer.module, attention.module, mlp.module]).toEqual(['blocks.0', undefined, undefined]);
  expect([layer.block, attention.block, mlp.block]).toEqual([undefined, 'blocks.0', 'blocks.0#2']);
  expect(Math.min(attention.parameters, mlp.parameters)).toBeGreaterThan(0);
  expect(attention.parameters + mlp.parameters).toBe(layer.parameters);
  expect(attention.macs + mlp.macs).toBe(layer.macs);
});

it('a pooled and padded shortcut is named as in the equation', () => {
  const [node] = networks.VGG().nodes;
  const shortcut = ['AveragePool', 'Pad'].map((operator) => ({ ...node, operator }));
  expect(resizeLabel(shortcut)).toBe('pad(pool)');
  expect(resizeLabel(shortcut.slice(0, 1))).toBe('pool');
});
