import type { ProbeRow, Statistics } from '../autodiff/trainingGraph';
import type { MergeStatistics, ModuleStatistics, Overlay } from '../protocol/overlay';

export interface OverlaySource {
  readonly step: number;
  readonly loss: number;
  readonly rows: readonly ProbeRow[];
  /** Of each row. */
  readonly statistics: readonly Statistics[];
  /** Merges in the order of the overlay, with the kind of their shortcut. */
  readonly merges: readonly { readonly path: string; readonly kind: string }[];
}

type MergeRowKind = Extract<ProbeRow, { readonly merge: string }>['kind'];

/** Puts the numbers of a step's probe table where they belong. */
export function buildOverlay({ step, loss, rows, statistics: all, merges }: OverlaySource): Overlay {
  const modules: Record<string, ModuleStatistics> = {};
  const parameterGradient: Record<string, number> = {};
  const norms = new Map<string, Map<MergeRowKind, number>>();
  rows.forEach((row, index) => {
    const statistics = all[index];
    switch (row.kind) {
      case 'activation':
      case 'gradient':
        modules[row.module] = { ...modules[row.module], [row.kind]: statistics };
        break;
      case 'parameterGradient':
        parameterGradient[row.parameter] = statistics.l2;
        break;
      default: {
        const ofMerge = norms.get(row.merge) ?? new Map<MergeRowKind, number>();
        norms.set(row.merge, ofMerge.set(row.kind, statistics.l2));
      }
    }
  });
  return {
    step,
    loss,
    modules,
    merges: merges.flatMap(({ path, kind }): MergeStatistics[] => {
      const ofMerge = norms.get(path);
      if (ofMerge === undefined) {
        return [];
      }
      // A side without a row is one that no gradient comes through.
      const norm = (rowKind: MergeRowKind) => ofMerge.get(rowKind) ?? 0;
      return [
        {
          path,
          kind,
          branchGradient: norm('branchGradient'),
          shortcutGradient: norm('shortcutGradient'),
          branchNorm: norm('branchActivation'),
          shortcutNorm: norm('shortcutActivation'),
        },
      ];
    }),
    parameterGradient,
  };
}
