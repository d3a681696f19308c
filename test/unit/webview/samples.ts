import type { Statistics } from '../../../src/autodiff/trainingGraph';
import type { VisibleEdge, VisibleNode } from '../../../src/layout/visibleGraph';
import type { MergeStatistics, Overlay } from '../../../src/protocol/overlay';

/** Small pieces of pictures and runs. */
export function visibleNode(overrides: Partial<VisibleNode> & Pick<VisibleNode, 'id' | 'kind'>): VisibleNode {
  return {
    label: overrides.id,
    detail: '',
    outputShape: [1, 16, 32, 32],
    nodes: [],
    parameters: 0,
    macs: 0,
    ...overrides,
  };
}

export function visibleEdge(
  source: string,
  target: string,
  kind: VisibleEdge['kind'] = 'trunk',
): VisibleEdge {
  return { id: `${source}>${target}:${kind}`, source, target, value: source, shape: [1, 16, 32, 32], kind };
}

export function statistics(std: number, l2: number): Statistics {
  return { mean: 0, std, l2, min: -1, max: 1, zeros: 0.25, nonFinite: 0 };
}

export function mergeStatistics(path: string, overrides: Partial<MergeStatistics> = {}): MergeStatistics {
  return {
    path,
    kind: 'identity',
    branchGradient: 0.001,
    shortcutGradient: 0.003,
    branchNorm: 5,
    shortcutNorm: 20,
    ...overrides,
  };
}

export function overlay(overrides: Partial<Overlay> = {}): Overlay {
  return { step: 7, loss: 1.5, modules: {}, merges: [], parameterGradient: {}, ...overrides };
}
