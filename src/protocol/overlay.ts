import type { Statistics } from '../autodiff/trainingGraph';

/** A run's numbers at one step, attached to modules, merges and parameters. */
export interface Overlay {
  readonly step: number;
  readonly loss: number;
  /** By module path. `gradient` is absent where the loss does not depend on the output. */
  readonly modules: Readonly<Record<string, ModuleStatistics>>;
  readonly merges: readonly MergeStatistics[];
  /** l2 of ∂loss/∂parameter by state-dict path. */
  readonly parameterGradient: Readonly<Record<string, number>>;
}

export interface ModuleStatistics {
  readonly activation?: Statistics;
  readonly gradient?: Statistics;
}

/** `…Gradient`: l2 of the gradient that reaches the fork through that side; `…Norm`: l2 of what the side adds. */
export interface MergeStatistics {
  readonly path: string;
  readonly kind: string;
  readonly branchGradient: number;
  readonly shortcutGradient: number;
  readonly branchNorm: number;
  readonly shortcutNorm: number;
}
