import type { ShortcutKind } from '../src/analysis/analysis';
import type { VisibleGraph } from '../src/layout/visibleGraph';
import { element, svgElement } from './dom';
import { shortcutKinds, shortcutLines } from './graphStyle';

/** The lines that occur in the picture, with their names. */
export class Legend {
  readonly root = element('ul', { class: 'legend', attributes: { 'aria-label': 'Kinds of shortcut' } });

  update(visible: VisibleGraph | undefined): void {
    const present = new Set(visible?.edges.map((edge) => edge.kind));
    const kinds = shortcutKinds.filter((kind) => present.has(kind));
    this.root.hidden = kinds.length === 0;
    this.root.replaceChildren(
      ...kinds.map((kind) =>
        element('li', { class: `shortcut-${kind}` }, [
          lineSample(kind),
          element('span', { text: shortcutLines[kind].name }),
        ]),
      ),
    );
  }
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
