import { expect, test } from 'vitest';
import { branchShare, numbersOfNodes, parameterGradients } from '../../../webview/overlay';
import { mergeStatistics, overlay, statistics, visibleNode } from './samples';

test('a module shows the deviation of its activation and the norm of its gradient', () => {
  const conv = visibleNode({ id: 'conv1', kind: 'module', module: 'conv1' });
  const run = overlay({
    modules: { conv1: { activation: statistics(0.923, 30), gradient: statistics(1e-5, 0.00131) } },
  });
  expect(numbersOfNodes([conv], run).get('conv1')).toEqual({ text: 'σ 0.92  ‖∂‖ 1.3e-3', heat: 0.5 });
});

test('a gradient that the loss does not send is left out', () => {
  const conv = visibleNode({ id: 'conv1', kind: 'module', module: 'conv1' });
  const run = overlay({ modules: { conv1: { activation: statistics(0.5, 30) } } });
  expect(numbersOfNodes([conv], run).get('conv1')).toEqual({ text: 'σ 0.5' });
});

test('branch, shortcut and merge of a block show the two sides', () => {
  const block = 'layer1.0';
  const nodes = [
    visibleNode({ id: 'F', kind: 'branch', block }),
    visibleNode({ id: 'W', kind: 'shortcut', block }),
    visibleNode({ id: '+', kind: 'merge', block, module: block }),
  ];
  const numbers = numbersOfNodes(nodes, overlay({ merges: [mergeStatistics(block)] }));
  expect(numbers.get('F')?.text).toBe('‖F‖ 5  ‖∂‖ 1.0e-3');
  expect(numbers.get('W')?.text).toBe('‖∂‖ 3.0e-3');
  expect(numbers.get('+')?.branchShare).toBeCloseTo(0.25, 12);
  expect(numbers.get('W')!.heat!).toBeGreaterThan(numbers.get('F')!.heat!);
});

test('nodes without numbers are left out', () => {
  const nodes = [
    visibleNode({ id: 'flatten', kind: 'operator' }),
    visibleNode({ id: 'input', kind: 'input' }),
  ];
  expect(numbersOfNodes(nodes, overlay()).size).toBe(0);
});

test('no share where no gradient arrives or it is not finite', () => {
  expect(branchShare(mergeStatistics('b', { branchGradient: 0, shortcutGradient: 0 }))).toBeUndefined();
  expect(branchShare(mergeStatistics('b', { branchGradient: NaN }))).toBeUndefined();
  expect(branchShare(mergeStatistics('b', { branchGradient: 3, shortcutGradient: 1 }))).toBe(0.75);
});

test('each module has the gradients of the parameters that it holds itself, the network too', () => {
  const run = overlay({ parameterGradient: { scale: 1, 'conv.weight': 2, 'conv.bias': 3, 'scal.x': 4 } });
  expect(parameterGradients('', run)).toEqual([['scale', 1]]);
  expect(parameterGradients('conv', run)).toEqual([
    ['weight', 2],
    ['bias', 3],
  ]);
  expect(parameterGradients('scal', run)).toEqual([['x', 4]]);
});
