import type { Core, SingularElementReturnValue } from 'cytoscape';
import { barElementId, detailElementId, nodeElementId } from './graphElements';
import { hasSecondLine, twoLineLabelOffset } from './measure';
import type { NodeNumbers } from './overlay';
import type { Picture } from './picture';
import type { Palette } from './theme';

/** Where the second line of a node is kept while numbers take its place. */
const detailKey = '_skiplineDetail';

/** A new picture has brought a new second line. */
export function forgetDetail(element: SingularElementReturnValue): void {
  element.removeScratch(detailKey);
}

/** Puts a run's numbers on the nodes: text, bar and, on merges, the split of the gradient. */
export function drawNumbers(
  cy: Core,
  picture: Picture,
  numbers: ReadonlyMap<string, NodeNumbers>,
  palette: Palette,
): void {
  cy.batch(() => {
    for (const node of picture.visible.nodes) {
      const own = numbers.get(node.id);
      const main = cy.getElementById(nodeElementId(node.id));
      const bar = cy.getElementById(barElementId(node.id));
      const detail = cy.getElementById(detailElementId(node.id));
      if (own?.heat === undefined) {
        // Cytoscape's `removeData` leaves the style as it was.
        bar.data({ heatStops: undefined });
      } else {
        const reach = Math.round(own.heat * 100);
        bar.data({ heatStops: [0, reach, reach, 100] });
      }
      if (own?.branchShare === undefined) {
        main.removeData('branchPercent shortcutPercent shortcutColour');
      } else {
        main.data({
          branchPercent: own.branchShare * 100,
          shortcutPercent: (1 - own.branchShare) * 100,
          shortcutColour: shortcutColour(node.id, picture, palette),
        });
      }
      if (detail.scratch(detailKey) === undefined) {
        detail.scratch(detailKey, detail.data('label'));
      }
      const text = node.kind === 'merge' ? '' : (own?.text ?? '');
      detail.data('label', text === '' ? detail.scratch(detailKey) : text);
      detail.toggleClass('numbers', text !== '');
      main.data('labelOffset', text !== '' || hasSecondLine(node) ? twoLineLabelOffset : 0);
    }
  });
}

function shortcutColour(merge: string, picture: Picture, palette: Palette): string {
  const kind = picture.visible.edges.find((edge) => edge.target === merge && edge.kind !== 'trunk')?.kind;
  return kind === undefined || kind === 'trunk' ? palette.line : palette.shortcut[kind];
}
