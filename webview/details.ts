import type { Analysis, ModuleSummary, ResidualBlock, ShortcutKind } from '../src/analysis/analysis';
import type { Graph } from '../src/graph/graph';
import type { ModulePath } from '../src/graph/module';
import { formatShape } from '../src/graph/shape';
import type { SourceSpan } from '../src/graph/sourceSpan';
import type { VisibleFrame, VisibleNode } from '../src/layout/visibleGraph';
import { element } from './dom';
import { fileName, formatCompact, formatCount, formatDigits, superscript } from './format';
import { mergeSection, runSection } from './detailsOfRun';
import type { Picture } from './picture';
import type { PanelState, ShownNetwork } from './state';

/** The strip beside the graph: the network, or the selected node with everything known of it. */
export class Details {
  readonly root = element('section', { class: 'details', attributes: { 'aria-label': 'Details' } });
  private readonly numbers = element('div');
  private subject: VisibleNode | VisibleFrame | ShownNetwork | undefined;

  constructor(private readonly reveal: (span: SourceSpan) => void) {}

  update(state: PanelState, picture: Picture | undefined): void {
    const { network, selected, overlay } = state;
    if (!network || !picture) {
      this.subject = undefined;
      this.root.replaceChildren();
      return;
    }
    const { graph, message } = network;
    const { analysis } = message;
    const node = selected === undefined ? undefined : picture.nodes.get(selected);
    const frame = selected === undefined ? undefined : picture.frames.get(selected);
    const subject = node ?? frame ?? network;
    // A run brings new numbers several times a second: the link to the source must survive being pressed or focused.
    if (subject !== this.subject) {
      this.subject = subject;
      this.root.replaceChildren(
        ...(node
          ? aboutNode(node, graph, analysis)
          : frame
            ? aboutFrame(frame, graph, analysis)
            : aboutNetwork(message.model, analysis)),
        this.numbers,
        ...this.sourceLink((node ?? frame)?.source),
      );
    }
    const blocks = node ? blocksAt(node.block, analysis) : frame ? blocksOfFrame(frame, analysis) : [];
    const module = (node ?? frame)?.module;
    this.numbers.replaceChildren(
      ...(overlay
        ? [
            ...blocks.flatMap((block) => mergeSection(block, overlay)),
            ...(module === undefined ? [] : runSection(module, overlay)),
          ]
        : []),
    );
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

function aboutNode(node: VisibleNode, graph: Graph, analysis: Analysis): Node[] {
  const summary = summaryOf(node.module, analysis);
  const operators = node.nodes.length;
  // A side of a block names the module whose numbers stand for it, its last, and is more than that.
  const isSide = node.kind === 'branch' || node.kind === 'shortcut';
  const settings = node.module === undefined || isSide ? '' : graph.modules.get(node.module)?.description;
  return [
    heading(node.label, node.block ?? node.module ?? node.detail),
    ...blocksAt(node.block, analysis).map(equation),
    table([
      ['Type', isSide ? node.detail : (summary?.type ?? node.detail)],
      ['Settings', settings ?? ''],
      ['Input', node.block === undefined ? (summary?.inputShapes.map(formatShape).join(', ') ?? '') : ''],
      ['Output', formatShape(node.outputShape)],
      ['Parameters', node.parameters > 0 ? formatCount(node.parameters) : ''],
      ['MACs', node.macs > 0 ? formatCompact(node.macs) : ''],
      ['Operators', operators > 1 ? String(operators) : ''],
    ]),
  ];
}

function aboutFrame(frame: VisibleFrame, graph: Graph, analysis: Analysis): Node[] {
  const { module } = frame;
  const summary = summaryOf(module, analysis);
  const { parameters, macs } = summary ?? frame;
  return [
    heading(frame.label, module ?? frame.block ?? ''),
    ...blocksOfFrame(frame, analysis).map(equation),
    table([
      ['Type', summary?.type ?? ''],
      ['Settings', (module === undefined ? undefined : graph.modules.get(module)?.description) ?? ''],
      ['Input', summary?.inputShapes.map(formatShape).join(', ') ?? ''],
      ['Output', summary?.outputShapes.map(formatShape).join(', ') ?? ''],
      ['Parameters', parameters > 0 ? formatCount(parameters) : ''],
      ['MACs', macs > 0 ? formatCompact(macs) : ''],
    ]),
  ];
}

function blocksAt(path: string | undefined, analysis: Analysis): ResidualBlock[] {
  const block = blockOf(path, analysis);
  return block === undefined ? [] : [block];
}

/** The block that it is the frame of, or those that its module merges itself. */
function blocksOfFrame({ block, module }: VisibleFrame, analysis: Analysis): ResidualBlock[] {
  return block === undefined
    ? analysis.residualBlocks.filter((candidate) => candidate.module === module)
    : blocksAt(block, analysis);
}

function aboutNetwork(model: string, analysis: Analysis): Node[] {
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
          `2${superscript(stream.blocks.length)} = ${formatDigits(stream.paths)}`,
        ]),
    ]),
    element('p', {
      class: 'hint',
      text: 'Click a node for its source line and numbers. Double-click to see inside.',
    }),
  ];
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
function table(rows: readonly (readonly [string, string])[]): HTMLElement {
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

function summaryOf(module: ModulePath | undefined, analysis: Analysis): ModuleSummary | undefined {
  return module === undefined ? undefined : analysis.modules.find((summary) => summary.path === module);
}
