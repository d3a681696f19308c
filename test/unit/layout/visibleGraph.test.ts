import { expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { buildVisibleGraph } from '../../../src/layout/buildVisibleGraph';
import { resizeLabel } from '../../../src/layout/describe';
import { chain, networks } from '../../support/networks';
import type { NetworkWriter } from '../../support/networkWriter';

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

/** A layer without an input that flows: a table of positions. */
function positions(n: NetworkWriter): string {
  return n.operator(
    'position',
    'Embedding',
    'Identity',
    n.parameter(n.path('position.weight'), 1, 8, 16, 16),
  );
}

it('a layer outside of the flow that feeds one side of a block is drawn in the open block', () => {
  const graph = chain('Block', [
    (n, x) => {
      const position = positions(n);
      const mixed = n.module('mix', 'Mix', [x], () =>
        n.conv('conv2', n.add('Add', [n.conv('conv1', x, 8), position]), 8),
      );
      return n.add('Add', [mixed, x]);
    },
  ]);
  const { nodes, edges } = buildVisibleGraph(graph, analyze(graph), new Set(['block:blocks.0']));
  expect(nodes.map(({ id }) => id)).toContain('module:blocks.0.position');
  expect(edges.filter(({ source }) => source === 'module:blocks.0.position')).toHaveLength(1);
});

it('a layer outside of the flow that feeds both sides of a block is drawn beside it', () => {
  const graph = chain('Block', [
    (n, x) => {
      const position = positions(n);
      const branch = n.conv('conv2', n.relu('relu', n.conv('conv1', n.add('Add', [x, position]), 8)), 8);
      return n.add('Add', [branch, n.add('Add', [n.conv('shortcut', x, 8), position])]);
    },
  ]);
  const analysis = analyze(graph);
  expect(analysis.residualBlocks.map(({ kind }) => kind)).toEqual(['projection']);
  const unfolded = new Set(['module:blocks.0', 'block:blocks.0']);
  const { nodes, edges, frames } = buildVisibleGraph(graph, analysis, unfolded);
  expect(nodes.map(({ id }) => id)).toContain('module:blocks.0.position');
  expect(edges.filter(({ source }) => source === 'module:blocks.0.position')).toHaveLength(2);
  const [frame] = frames.filter(({ id }) => id === 'module:blocks.0');
  const convolutions = 2 * 8 * 8 * 9 + 8 * 8 * 9;
  expect(frame.parameters).toBe(convolutions + 8 * 16 * 16);
});

it('a block that is its module counts the parameters that both of its sides derive their weights from', () => {
  const graph = chain('Block', [
    (n, x) => {
      const scale = n.add('Exp', [n.parameter(n.path('scale'), 1)]);
      const branch = n.relu('relu', n.conv('conv', n.add('Mul', [x, scale]), 8));
      return n.add('Add', [branch, n.add('Mul', [n.conv('shortcut', x, 8), scale])]);
    },
  ]);
  const { frames } = buildVisibleGraph(graph, analyze(graph), new Set(['block:blocks.0']));
  expect(frames.map(({ id, parameters }) => [id, parameters])).toEqual([
    ['block:blocks.0', 2 * 8 * 8 * 9 + 1],
  ]);
});
