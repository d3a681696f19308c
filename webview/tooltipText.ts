import { formatShape } from '../src/graph/shape';
import type { VisibleNode } from '../src/layout/visibleGraph';
import { blockOf } from './details';
import { formatCompact } from './format';
import type { NodeNumbers } from './overlay';
import type { PanelState } from './state';

/** Everything that a node's own text may have had no room for. */
export function tooltipLines(
  node: VisibleNode,
  state: PanelState,
  numbers: NodeNumbers | undefined,
): string[] {
  const analysis = state.network?.message.analysis;
  const block = analysis && blockOf(node.block, analysis);
  return [
    [node.label, node.detail].filter((part) => part !== '').join('  '),
    node.block ?? node.module ?? '',
    block?.equation ?? '',
    `output ${formatShape(node.outputShape)}`,
    [
      node.parameters > 0 ? `${formatCompact(node.parameters)} parameters` : '',
      node.macs > 0 ? `${formatCompact(node.macs)} MACs` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    numbers?.text ?? '',
  ].filter((line) => line !== '');
}
