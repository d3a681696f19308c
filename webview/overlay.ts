import { parentPath, type ModulePath } from '../src/graph/module';
import type { VisibleNode } from '../src/layout/visibleGraph';
import type { MergeStatistics, ModuleStatistics, Overlay } from '../src/protocol/overlay';
import { formatNumber } from './format';
import { heatScale } from './heatScale';

/** What a run says about one visible node. */
export interface NodeNumbers {
  /** Second line of the node while there is a run: `σ 0.92  ‖∂‖ 1.3e-3`. */
  readonly text: string;
  /** Place of its gradient norm among all, 0 … 1; absent without a gradient. */
  readonly heat?: number;
  /** Share of the gradient that reaches the fork through the branch; merges only. */
  readonly branchShare?: number;
}

function mergesByPath(overlay: Overlay): Map<string, MergeStatistics> {
  return new Map(overlay.merges.map((merge) => [merge.path, merge]));
}

/** Share of the branch in the gradient at the fork; undefined where none arrives. */
export function branchShare(merge: MergeStatistics): number | undefined {
  const total = merge.branchGradient + merge.shortcutGradient;
  return total > 0 && Number.isFinite(total) ? merge.branchGradient / total : undefined;
}

/** Name and gradient norm of each parameter that the module holds itself. */
export function parameterGradients(module: ModulePath, overlay: Overlay): [name: string, norm: number][] {
  return Object.entries(overlay.parameterGradient)
    .filter(([path]) => parentPath(path) === module)
    .map(([path, norm]) => [path.slice(path.lastIndexOf('.') + 1), norm]);
}

/** Numbers of all visible nodes, by node id; nodes without numbers are left out. */
export function numbersOfNodes(nodes: readonly VisibleNode[], overlay: Overlay): Map<string, NodeNumbers> {
  const merges = mergesByPath(overlay);
  const gradients = new Map<string, number>();
  for (const node of nodes) {
    const gradient = gradientNorm(node, overlay, merges);
    if (gradient !== undefined) {
      gradients.set(node.id, gradient);
    }
  }
  const scale = heatScale(gradients.values());
  const result = new Map<string, NodeNumbers>();
  for (const node of nodes) {
    const gradient = gradients.get(node.id);
    const merge = node.block === undefined ? undefined : merges.get(node.block);
    const text = numbersText(node, overlay, merge);
    const share = node.kind === 'merge' && merge ? branchShare(merge) : undefined;
    if (text !== undefined || share !== undefined) {
      result.set(node.id, {
        text: text ?? '',
        ...(gradient !== undefined && { heat: scale(gradient) }),
        ...(share !== undefined && { branchShare: share }),
      });
    }
  }
  return result;
}

function numbersText(
  node: VisibleNode,
  overlay: Overlay,
  merge: MergeStatistics | undefined,
): string | undefined {
  if (node.kind === 'branch' && merge) {
    return pair('‖F‖', merge.branchNorm, merge.branchGradient);
  }
  if (node.kind === 'shortcut' && merge) {
    return `‖∂‖ ${formatNumber(merge.shortcutGradient)}`;
  }
  const statistics = moduleStatistics(node, overlay);
  return statistics && pair('σ', statistics.activation?.std, statistics.gradient?.l2);
}

function pair(
  symbol: string,
  activation: number | undefined,
  gradient: number | undefined,
): string | undefined {
  const parts = [
    activation === undefined ? undefined : `${symbol} ${formatNumber(activation)}`,
    gradient === undefined ? undefined : `‖∂‖ ${formatNumber(gradient)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('  ');
}

function gradientNorm(
  node: VisibleNode,
  overlay: Overlay,
  merges: ReadonlyMap<string, MergeStatistics>,
): number | undefined {
  const merge = node.block === undefined ? undefined : merges.get(node.block);
  if (node.kind === 'branch' && merge) {
    return merge.branchGradient;
  }
  if (node.kind === 'shortcut' && merge) {
    return merge.shortcutGradient;
  }
  return moduleStatistics(node, overlay)?.gradient?.l2;
}

function moduleStatistics(node: VisibleNode, overlay: Overlay): ModuleStatistics | undefined {
  return node.module === undefined ? undefined : overlay.modules[node.module];
}
