import type { ResidualBlock } from '../src/analysis/analysis';
import type { Statistics } from '../src/autodiff/trainingGraph';
import type { ModulePath } from '../src/graph/module';
import type { Overlay } from '../src/protocol/overlay';
import { element } from './dom';
import { formatNumber, formatShare } from './format';
import { branchShare, parameterGradients } from './overlay';

const rows: readonly { readonly name: string; readonly format: (statistics: Statistics) => string }[] = [
  { name: 'mean', format: (statistics) => formatNumber(statistics.mean) },
  { name: 'std σ', format: (statistics) => formatNumber(statistics.std) },
  { name: 'norm l2', format: (statistics) => formatNumber(statistics.l2) },
  { name: 'min', format: (statistics) => formatNumber(statistics.min) },
  { name: 'max', format: (statistics) => formatNumber(statistics.max) },
  { name: 'zeros', format: (statistics) => formatShare(statistics.zeros) },
];

/** Statistics of a module's output and of the gradient that reaches it, and of its parameters' gradients. */
export function runSection(module: ModulePath, overlay: Overlay): Node[] {
  const statistics = overlay.modules[module];
  const { activation, gradient } = statistics ?? {};
  if (!activation && !gradient) {
    return [];
  }
  const cell = (values: Statistics | undefined, format: (statistics: Statistics) => string) =>
    element('td', { text: values ? format(values) : '' });
  const broken = (activation?.nonFinite ?? 0) + (gradient?.nonFinite ?? 0);
  return [
    element('table', { class: 'statistics' }, [
      element('thead', {}, [
        element('tr', {}, [
          element('th', { text: `Step ${overlay.step}`, attributes: { scope: 'col' } }),
          element('th', { text: 'activation', attributes: { scope: 'col' } }),
          element('th', { text: 'gradient ∂', attributes: { scope: 'col' } }),
        ]),
      ]),
      element('tbody', {}, [
        ...rows.map(({ name, format }) =>
          element('tr', {}, [
            element('th', { text: name, attributes: { scope: 'row' } }),
            cell(activation, format),
            cell(gradient, format),
          ]),
        ),
        ...parameterGradients(module, overlay).map(([name, norm]) =>
          element('tr', {}, [
            element('th', { text: `‖∂${name}‖`, attributes: { scope: 'row' } }),
            element('td'),
            element('td', { text: formatNumber(norm) }),
          ]),
        ),
      ]),
    ]),
    ...(broken > 0
      ? [element('p', { class: 'alarm', text: `${broken} elements are not finite (NaN or infinite).` })]
      : []),
  ];
}

/** ‖F‖/‖S‖ and how the gradient at the fork divides between the two sides. */
export function mergeSection(block: ResidualBlock, overlay: Overlay): Node[] {
  const merge = overlay.merges.find((candidate) => candidate.path === block.path);
  if (!merge) {
    return [];
  }
  const ratio = merge.branchNorm / merge.shortcutNorm;
  const share = branchShare(merge);
  const children: Node[] = [
    element('div', { class: 'ratio' }, [
      element('span', { text: 'Residual ratio ‖F‖ / ‖S‖' }),
      element('strong', { text: formatNumber(ratio) }),
      element('span', {
        class: 'quiet',
        text: `${formatNumber(merge.branchNorm)} / ${formatNumber(merge.shortcutNorm)}`,
      }),
    ]),
  ];
  if (share !== undefined) {
    const branch = element('div', { class: 'part branch' });
    const shortcut = element('div', { class: `part shortcut-${block.kind}` });
    branch.style.flexGrow = String(share);
    shortcut.style.flexGrow = String(1 - share);
    children.push(
      element('div', { class: 'split-title', text: 'Gradient at the fork' }),
      element('div', { class: 'split', attributes: { 'aria-hidden': 'true' } }, [branch, shortcut]),
      element('div', { class: 'split-labels' }, [
        element('span', { text: `branch F ${formatNumber(merge.branchGradient)} (${formatShare(share)})` }),
        element('span', {
          text: `shortcut ${formatNumber(merge.shortcutGradient)} (${formatShare(1 - share)})`,
        }),
      ]),
    );
  }
  return [element('div', { class: 'merge' }, children)];
}
