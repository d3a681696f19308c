import * as vscode from 'vscode';
import type { ModuleSummary, ResidualBlock } from '../analysis/analysis';
import { statisticNames } from '../autodiff/trainingGraph';
import { formatExampleShape, formatShape } from '../graph/shape';
import type { ModuleStatistics, Overlay } from '../protocol/overlay';
import { formatCount, formatNumber } from './format';
import { drawBars, type Bars } from './hoverPicture';
import { mergeOf } from './lineNumbers';
import type { ModelDocument } from './modelDocument';
import type { ModelDocuments } from './modelDocuments';
import { sourceFileOf } from './sourceFile';
import type { TrackedTrace } from './trackedTrace';

/** Rows of a table of modules; the rest is counted below it. */
const mostRows = 12;

/** On a line that constructs, calls or merges: shapes, the equation of the block, and every number of the run. */
export class ModelHovers implements vscode.HoverProvider {
  readonly #documents: ModelDocuments;

  constructor(documents: ModelDocuments) {
    this.#documents = documents;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const model = this.#documents.speakingFor(document.uri);
    const file = sourceFileOf(document.uri);
    const facts = file === undefined ? undefined : model?.traced?.factsAt(file, position.line + 1);
    if (!model?.traced || !facts) {
      return undefined;
    }
    const page = new Page();
    const { overlay } = model;
    const modules = facts.constructed.length > 0 ? facts.constructed : facts.called;
    if (facts.merges.length > 0) {
      writeMerges(page, facts.merges, overlay);
    }
    if (modules.length === 1) {
      writeModule(page, modules[0], model.traced, overlay);
    } else if (modules.length > 1) {
      writeModules(page, modules, model.traced, overlay);
    }
    if (page.isEmpty) {
      return undefined;
    }
    writeProvenance(page, model);
    return new vscode.Hover(page.markdown, document.lineAt(position.line).range);
  }
}

/** Markdown in which everything that comes from the user's code is escaped. */
class Page {
  readonly markdown = new vscode.MarkdownString();
  isEmpty = true;

  text(text: string): this {
    this.markdown.appendText(text);
    this.isEmpty = false;
    return this;
  }

  markup(markup: string): this {
    this.markdown.appendMarkdown(markup);
    return this;
  }

  strong(text: string): this {
    return this.markup('**').text(text).markup('**');
  }

  paragraph(): this {
    return this.markup('\n\n');
  }

  /** The first `textColumns` columns are text and stand left, the others are numbers and stand right. */
  table(textColumns: number, head: readonly string[], rows: readonly (readonly string[])[]): this {
    const row = (cells: readonly string[]) => {
      this.markup('| ');
      // A bar inside a cell would end it, and has no escape in the text form.
      cells.forEach((cell) => this.text(cell.replaceAll('|', '¦')).markup(' | '));
      this.markup('\n');
    };
    this.paragraph();
    // Columns of numbers would touch: the editor's hover has no padding between cells.
    row(head.map((cell, index) => (index === 0 ? cell : `\u00a0\u00a0${cell}`)));
    this.markup(`|${head.map((_, index) => (index < textColumns ? ' :-- |' : ' --: |')).join('')}\n`);
    rows.forEach(row);
    return this.paragraph();
  }

  picture(bars: Bars): this {
    const isLight =
      vscode.window.activeColorTheme.kind === vscode.ColorThemeKind.Light ||
      vscode.window.activeColorTheme.kind === vscode.ColorThemeKind.HighContrastLight;
    const svg = drawBars(
      bars,
      isLight
        ? { text: '#333333', branch: '#0063b1', shortcut: '#b34700' }
        : { text: '#cccccc', branch: '#4fa3e0', shortcut: '#f0a050' },
    );
    if (svg !== undefined) {
      this.paragraph()
        .markup('![')
        .text(bars.title)
        .markup(`](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`)
        .paragraph();
    }
    return this;
  }
}

function writeModule(
  page: Page,
  module: ModuleSummary,
  traced: TrackedTrace,
  overlay: Overlay | undefined,
): void {
  page
    .strong(module.path === '' ? module.type : module.path)
    .markup(' ')
    .text(module.path === '' ? '' : module.type);
  const inputs = module.inputShapes.map(formatShape).join(', ');
  const outputs = module.outputShapes.map(formatShape).join(', ');
  const facts = [
    inputs === '' && outputs === '' ? '' : `${inputs} → ${outputs}`,
    module.parameters > 0 ? vscode.l10n.t('{0} parameters', formatCount(module.parameters)) : '',
    module.macs > 0 ? vscode.l10n.t('{0} MACs', formatCount(module.macs)) : '',
  ].filter((fact) => fact !== '');
  page.paragraph().text(facts.join(' · '));
  writeEquations(page, blocksOf(module, traced));
  const statistics = overlay?.modules[module.path];
  if (statistics) {
    writeSample(page, [statistics]);
    page.table(
      1,
      ['', vscode.l10n.t('activation'), vscode.l10n.t('gradient')],
      statisticNames.map((name) => [
        name === 'nonFinite' ? 'NaN, ∞' : name,
        cell(statistics.activation?.[name]),
        cell(statistics.gradient?.[name]),
      ]),
    );
  }
}

/** Says so where not all elements of the values were looked at. */
function writeSample(page: Page, statistics: readonly (ModuleStatistics | undefined)[]): void {
  const sizes = statistics.flatMap((entry) => entry?.activation?.sample ?? entry?.gradient?.sample ?? []);
  if (sizes.length > 0) {
    page
      .paragraph()
      .text(vscode.l10n.t('Large values by a sample of {0} elements.', formatCount(Math.max(...sizes))));
  }
}

function writeModules(
  page: Page,
  modules: readonly ModuleSummary[],
  traced: TrackedTrace,
  overlay: Overlay | undefined,
): void {
  const types = [...new Set(modules.map(({ type }) => type))].join(', ');
  page.strong(`×${modules.length} ${types}`);
  const statistics = modules.map(({ path }) => overlay?.modules[path]);
  page.picture({
    title: vscode.l10n.t('Gradient norm of each, in call order (logarithmic)'),
    groups: statistics.flatMap((entry) => (entry?.gradient ? [[entry.gradient.l2]] : [])),
  });
  writeSample(page, statistics);
  const blocks = modules.map((module) => blocksOf(module, traced).at(0));
  const hasNumbers = statistics.some((entry) => entry !== undefined);
  const hasBlocks = blocks.some((block) => block !== undefined);
  page.table(
    2,
    [
      vscode.l10n.t('module'),
      vscode.l10n.t('output'),
      vscode.l10n.t('parameters'),
      ...(hasNumbers ? ['mean', 'σ', vscode.l10n.t('zeros'), '‖∂‖'] : []),
      ...(hasBlocks ? [vscode.l10n.t('equation')] : []),
    ],
    modules
      .slice(0, mostRows)
      .map((module, index) => [
        module.path,
        module.outputShapes.map(formatExampleShape).join(', '),
        formatCount(module.parameters),
        ...(hasNumbers ? numberCells(statistics[index]) : []),
        ...(hasBlocks ? [blocks[index]?.equation ?? ''] : []),
      ]),
  );
  writeRest(page, modules.length);
}

function writeMerges(page: Page, blocks: readonly ResidualBlock[], overlay: Overlay | undefined): void {
  const sides = blocks.map(({ path }) => (overlay ? mergeOf(overlay, path) : undefined));
  const hasNumbers = sides.some((side) => side !== undefined);
  page.picture({
    title: vscode.l10n.t('Gradient at each fork through branch and shortcut (logarithmic)'),
    groups: sides.flatMap((side) => (side ? [[side.branchGradient, side.shortcutGradient]] : [])),
  });
  const head = [vscode.l10n.t('block'), vscode.l10n.t('shortcut'), vscode.l10n.t('equation')];
  page.table(
    3,
    hasNumbers ? [...head, vscode.l10n.t('‖∂‖ via F'), vscode.l10n.t('‖∂‖ via S'), '‖F‖/‖S‖'] : head,
    blocks
      .slice(0, mostRows)
      .map(({ path, kind, equation }, index) => [
        path,
        kind,
        equation,
        ...(hasNumbers
          ? [
              cell(sides[index]?.branchGradient),
              cell(sides[index]?.shortcutGradient),
              cell(ratio(sides[index]?.branchNorm, sides[index]?.shortcutNorm)),
            ]
          : []),
      ]),
  );
  writeRest(page, blocks.length);
}

function writeEquations(page: Page, blocks: readonly ResidualBlock[]): void {
  for (const { equation, kind } of blocks) {
    page.paragraph().text(`${equation} (${kind})`);
  }
}

function writeRest(page: Page, count: number): void {
  if (count > mostRows) {
    page.text(vscode.l10n.t('and {0} more', count - mostRows)).paragraph();
  }
}

function writeProvenance(page: Page, model: ModelDocument): void {
  const { overlay } = model;
  if (overlay) {
    const loss = vscode.l10n.t('Step {0}, loss {1}.', overlay.step, formatNumber(overlay.loss));
    const stale = model.isRunStale
      ? ` ${vscode.l10n.t('These numbers are of the text before your edit; the next run renews them.')}`
      : '';
    page
      .paragraph()
      .markup('_')
      .text(loss + stale)
      .markup('_');
  } else if (model.freshness === 'stale') {
    page.paragraph().markup('_').text(vscode.l10n.t('Of the last version that could be traced.')).markup('_');
  }
}

/** Residual blocks whose merge the module itself performs. */
function blocksOf(module: ModuleSummary, traced: TrackedTrace): ResidualBlock[] {
  return traced.analysis.residualBlocks.filter((block) => block.module === module.path);
}

function numberCells(statistics: ModuleStatistics | undefined): string[] {
  const { activation, gradient } = statistics ?? {};
  return [cell(activation?.mean), cell(activation?.std), percent(activation?.zeros), cell(gradient?.l2)];
}

function cell(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}

function percent(fraction: number | undefined): string {
  return fraction === undefined ? '–' : `${(fraction * 100).toFixed(0)} %`;
}

function ratio(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}
