import type { ModulePath } from '../graph/module';
import type { MergeStatistics, Overlay } from '../protocol/overlay';
import { formatCount, formatRange, sparkline } from './format';
import type { LineFacts } from './sourceIndex';

/** A run's numbers on one line of the source. */
export interface LineNumbers {
  readonly line: number;
  /** At most about 40 characters. */
  readonly text: string;
  /** Greatest gradient norm of the line, for its heat; absent where no gradient reaches it. */
  readonly gradient: number | undefined;
}

/**
 * What a run says about a line: `σ` is the standard deviation of the activation, `‖∂‖` the l2 norm of the gradient of the
 * loss with respect to it; on the line of a merge, the gradient that reaches the fork through the branch F and through
 * the shortcut S. Ranges and a sparkline in call order where the line stands for several modules.
 */
export function numbersOf(facts: LineFacts, overlay: Overlay): LineNumbers | undefined {
  const sides = facts.merges.flatMap(({ path }) => mergeOf(overlay, path) ?? []);
  if (sides.length > 0) {
    const branch = sides.map(({ branchGradient }) => branchGradient);
    const shortcut = sides.map(({ shortcutGradient }) => shortcutGradient);
    return {
      line: facts.line,
      text: `‖∂‖ F ${formatRange(branch)} · S ${formatRange(shortcut)}`,
      gradient: greatest([...branch, ...shortcut]),
    };
  }
  // What is constructed counts; a call is worth a line only where it is the one place that tells its module apart.
  const modules = facts.constructed.length > 0 ? facts.constructed : facts.called;
  return statisticsText(
    facts.line,
    modules.map(({ path }) => path),
    overlay,
  );
}

function statisticsText(
  line: number,
  paths: readonly ModulePath[],
  overlay: Overlay,
): LineNumbers | undefined {
  const statistics = paths.flatMap((path) => overlay.modules[path] ?? []);
  const deviations = statistics.flatMap(({ activation }) => activation?.std ?? []);
  const gradients = statistics.flatMap(({ gradient }) => gradient?.l2 ?? []);
  const nonFinite = statistics.reduce(
    (sum, { activation, gradient }) => sum + (activation?.nonFinite ?? 0) + (gradient?.nonFinite ?? 0),
    0,
  );
  if (deviations.length === 0 && gradients.length === 0) {
    return undefined;
  }
  const parts = [
    ...(deviations.length > 0 ? [`σ ${formatRange(deviations)}`] : []),
    ...(gradients.length > 0 ? [`‖∂‖ ${formatRange(gradients)}`] : []),
    ...(nonFinite > 0 ? [`${formatCount(nonFinite)} NaN/∞`] : []),
  ];
  const curve = sparkline(gradients);
  return {
    line,
    text: parts.join(' · ') + (curve === '' ? '' : ` ${curve}`),
    gradient: greatest(gradients),
  };
}

export function mergeOf(overlay: Overlay, path: string): MergeStatistics | undefined {
  return overlay.merges.find((merge) => merge.path === path);
}

function greatest(values: readonly number[]): number | undefined {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? undefined : Math.max(...finite);
}

/**
 * Level of each value on a logarithmic scale from the least to the greatest, 0 … levels − 1. A value that is not positive
 * has the lowest level.
 */
export function heatLevels(values: readonly number[], levels: number): number[] {
  const logarithms = values.map((value) => (value > 0 ? Math.log(value) : -Infinity));
  const finite = logarithms.filter((value) => Number.isFinite(value));
  const low = Math.min(...finite);
  const extent = Math.max(...finite) - low;
  return logarithms.map((value) =>
    Number.isFinite(value) && extent > 0
      ? Math.min(levels - 1, Math.floor(((value - low) / extent) * levels))
      : 0,
  );
}
