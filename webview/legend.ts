import type { ShortcutKind } from '../src/analysis/analysis';
import type { VisibleGraph } from '../src/layout/visibleGraph';
import { element, svgElement } from './dom';
import { shortcutKinds, shortcutLines } from './graphStyle';

/** The lines that occur in the picture, with their names. */
export class Legend {
  readonly root = element('ul', { class: 'legend', attributes: { 'aria-label': 'Kinds of shortcut' } });

  /** @param hasNumbers whether a run's numbers are drawn on the nodes. */
  update(visible: VisibleGraph | undefined, hasNumbers: boolean): void {
    const present = new Set(visible?.edges.map((edge) => edge.kind));
    const kinds = shortcutKinds.filter((kind) => present.has(kind));
    this.root.hidden = kinds.length === 0 && !hasNumbers;
    this.root.replaceChildren(
      ...kinds.map((kind) =>
        element('li', { class: `shortcut-${kind}` }, [
          lineSample(kind),
          element('span', { text: shortcutLines[kind].name }),
        ]),
      ),
      ...(hasNumbers ? numberEntries(kinds.length > 0) : []),
    );
  }
}

function numberEntries(hasMerges: boolean): HTMLElement[] {
  const heat = svgElement('svg', { viewBox: '0 0 32 12', width: 32, height: 12, 'aria-hidden': 'true' }, [
    svgElement('line', {
      x1: 1,
      y1: 6,
      x2: 31,
      y2: 6,
      stroke: 'currentColor',
      'stroke-width': 3,
      opacity: 0.3,
    }),
    svgElement('line', { x1: 1, y1: 6, x2: 20, y2: 6, stroke: 'currentColor', 'stroke-width': 3 }),
  ]);
  const ring = svgElement('svg', { viewBox: '0 0 12 12', width: 12, height: 12, 'aria-hidden': 'true' }, [
    svgElement('path', {
      d: 'M6 1.5 A4.5 4.5 0 0 1 6 10.5',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2.5,
    }),
    svgElement('path', {
      d: 'M6 10.5 A4.5 4.5 0 0 1 6 1.5',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2.5,
      opacity: 0.35,
    }),
  ]);
  return [
    element('li', { class: 'heat' }, [heat, element('span', { text: 'gradient norm ‖∂‖, log scale' })]),
    ...(hasMerges
      ? [element('li', { class: 'split-branch' }, [ring, element('span', { text: 'gradient through F' })])]
      : []),
  ];
}

function lineSample(kind: ShortcutKind): SVGSVGElement {
  const { width, dashes, hollow } = shortcutLines[kind];
  const line = (y: number, strokeWidth: number) =>
    svgElement('line', {
      x1: 1,
      y1: y,
      x2: 31,
      y2: y,
      stroke: 'currentColor',
      'stroke-width': strokeWidth,
      ...(dashes.length > 0 && { 'stroke-dasharray': dashes.join(' ') }),
    });
  const lines =
    hollow === true ? [line(6 - width / 2 + 0.5, 1.25), line(6 + width / 2 - 0.5, 1.25)] : [line(6, width)];
  return svgElement('svg', { viewBox: '0 0 32 12', width: 32, height: 12, 'aria-hidden': 'true' }, lines);
}
