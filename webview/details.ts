import type { Analysis, ModuleSummary, ResidualBlock, ShortcutKind } from '../src/analysis/analysis';
import type { Graph } from '../src/graph/graph';
import type { ModulePath } from '../src/graph/module';
import { formatShape } from '../src/graph/shape';
import type { SourceSpan } from '../src/graph/sourceSpan';
import type { VisibleFrame, VisibleNode } from '../src/layout/visibleGraph';
import { element } from './dom';
import { fileName, formatCompact, formatCount } from './format';
import { mergeSection, runSection } from './detailsOfRun';
import type { Picture } from './picture';
import type { PanelState } from './state';

/** The strip beside the graph: the network, or the selected node with everything known of it. */
export class Details {
  readonly root = element('section', { class: 'details', attributes: { 'aria-label': 'Details' } });

  constructor(private readonly reveal: (span: SourceSpan) => void) {}

  update(state: PanelState, picture: Picture | undefined): void {
    const { network, selected } = state;
    if (!network || !picture) {
      this.root.replaceChildren();
      return;
    }
    const { analysis } = network.message;
    const node = selected === undefined ? undefined : picture.nodes.get(selected);
    const frame = selected === undefined ? undefined : picture.frames.get(selected);
    this.root.replaceChildren(
      ...(node
        ? this.ofNode(node, network.graph, analysis, state)
        : frame
          ? this.ofFrame(frame, network.graph, analysis, state)
          : ofNetwork(network.message.model, analysis)),
    );
  }

  private ofNode(node: VisibleNode, graph: Graph, analysis: Analysis, state: PanelState): Node[] {
    const block = blockOf(node.block, analysis);
    const summary = summaryOf(node.module, analysis);
    const atBlock = node.kind === 'branch' || node.kind === 'shortcut' || node.kind === 'merge';
    const operators = node.nodes.length;
    // A side of a block names the module whose numbers stand for it, its last, and is more than that.
    const isSide = node.kind === 'branch' || node.kind === 'shortcut';
    const settings = node.module === undefined || isSide ? '' : graph.modules.get(node.module)?.description;
    return [
      heading(node.label, node.block !== undefined && atBlock ? node.block : (node.module ?? node.detail)),
      ...(atBlock && block ? [equation(block)] : []),
      table([
        ['Type', isSide ? node.detail : (summary?.type ?? node.detail)],
        ['Settings', settings ?? ''],
        ['Input', atBlock ? '' : (summary?.inputShapes.map(formatShape).join(', ') ?? '')],
        ['Output', formatShape(node.outputShape)],
        ['Parameters', node.parameters > 0 ? formatCount(node.parameters) : ''],
        ['MACs', node.macs > 0 ? formatCompact(node.macs) : ''],
        ['Operators', operators > 1 ? String(operators) : ''],
      ]),
      ...(atBlock && block && state.overlay ? mergeSection(block, state.overlay) : []),
      ...(state.overlay && node.module !== undefined ? runSection(node.module, state.overlay) : []),
      ...this.sourceLink(node.source),
    ];
  }

  private ofFrame(frame: VisibleFrame, graph: Graph, analysis: Analysis, state: PanelState): Node[] {
    const summary = summaryOf(frame.module, analysis);
    const blocks = analysis.residualBlocks.filter((block) => block.module === frame.module);
    return [
      heading(frame.label, frame.module),
      ...blocks.map(equation),
      table([
        ['Type', summary?.type ?? frame.detail],
        ['Settings', graph.modules.get(frame.module)?.description ?? ''],
        ['Input', summary?.inputShapes.map(formatShape).join(', ') ?? ''],
        ['Output', summary?.outputShapes.map(formatShape).join(', ') ?? ''],
        ['Parameters', summary && summary.parameters > 0 ? formatCount(summary.parameters) : ''],
        ['MACs', summary && summary.macs > 0 ? formatCompact(summary.macs) : ''],
      ]),
      ...(state.overlay
        ? [
            ...blocks.flatMap((block) => mergeSection(block, state.overlay!)),
            ...runSection(frame.module, state.overlay),
          ]
        : []),
      ...this.sourceLink(frame.source),
    ];
  }

  private sourceLink(span: SourceSpan | undefined): Node[] {
    return span === undefined
      ? []
      : [
          element('button', {
            class: 'link',
            text: `${fileName(span.file)}:${span.line}`,
            attributes: { type: 'button', title: 'Go to the line' },
            on: { click: () => this.reveal(span) },
          }),
        ];
  }
}

function ofNetwork(model: string, analysis: Analysis): Node[] {
  const kinds = new Map<ShortcutKind, number>();
  for (const block of analysis.residualBlocks) {
    kinds.set(block.kind, (kinds.get(block.kind) ?? 0) + 1);
  }
  const byKind = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const blocks = analysis.residualBlocks.length;
  return [
    heading(model, ''),
    table([
      ['Parameters', formatCount(analysis.parameters)],
      ['MACs', formatCompact(analysis.macs)],
      ['Residual blocks', blocks === 0 ? 'none' : `${blocks} (${byKind})`],
      ...analysis.streams
        .filter((stream) => stream.blocks.length > 1)
        .slice(0, 3)
        .map((stream): [string, string] => [
          'Paths',
          `2${superscript(stream.blocks.length)} = ${shortNumber(stream.paths)}`,
        ]),
    ]),
    element('p', {
      class: 'hint',
      text: 'Click a node for its source line and numbers. Double-click to see inside.',
    }),
  ];
}

function superscript(exponent: number): string {
  return String(exponent).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);
}

function shortNumber(digits: string): string {
  return digits.length <= 9
    ? formatCount(Number(digits))
    : `${digits[0]}.${digits.slice(1, 3)} × 10${superscript(digits.length - 1)}`;
}

function heading(title: string, path: string): HTMLElement {
  return element('header', {}, [
    element('h2', { text: title }),
    ...(path === '' || path === title ? [] : [element('span', { class: 'path', text: path })]),
  ]);
}

function equation(block: ResidualBlock): HTMLElement {
  return element('div', { class: 'equation', text: block.equation });
}

/** Rows without a value are left out. */
export function table(rows: readonly (readonly [string, string])[]): HTMLElement {
  return element(
    'dl',
    {},
    rows
      .filter(([, value]) => value !== '')
      .flatMap(([name, value]) => [element('dt', { text: name }), element('dd', { text: value })]),
  );
}

export function blockOf(path: string | undefined, analysis: Analysis): ResidualBlock | undefined {
  return path === undefined ? undefined : analysis.residualBlocks.find((block) => block.path === path);
}

export function summaryOf(module: ModulePath | undefined, analysis: Analysis): ModuleSummary | undefined {
  return module === undefined ? undefined : analysis.modules.find((summary) => summary.path === module);
}
