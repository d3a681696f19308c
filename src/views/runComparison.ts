import * as vscode from 'vscode';
import { formatNumber } from '../editor/format';
import { compareRuns } from '../engine/compareRuns';
import { messageOf } from '../engine/messageOf';
import { type ListedRun, readRun } from '../engine/runList';
import { curveColour, drawCurves } from './comparisonChart';
import { formatMoment, runLabels } from './runLabels';

const scheme = 'skipline-comparison';

/** Runs side by side on a page that is nobody's file: it is made of the runs' folders whenever it is looked at. */
export class RunComparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  async show(runs: readonly ListedRun[]): Promise<void> {
    const uri = vscode.Uri.from({
      scheme,
      path: `/${vscode.l10n.t('Comparison of runs')}.md`,
      query: JSON.stringify(runs.map(({ folder }) => folder)),
    });
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The editor's own Markdown extension is switched off.
      await vscode.window.showTextDocument(uri);
    }
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    try {
      return comparisonPage((JSON.parse(query) as string[]).map(readRun));
    } catch (error) {
      return messageOf(error);
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** Markdown: the curves, the losses and the settings that differ. @throws Error where the records of a run are damaged. */
export function comparisonPage(runs: readonly ListedRun[]): string {
  const { settings, losses, steps } = compareRuns(runs);
  const names = distinctNames(runs);
  const chart = drawCurves(names.map((name, index) => ({ name, losses: losses[index] })));
  const columns = names.map((name, index) =>
    chart === '' ? cell(name) : `${picture(swatch(curveColour(index)), '')} ${cell(name)}`,
  );
  const table = (first: string, rows: readonly (readonly string[])[]) =>
    [
      `| ${[first, ...columns].join(' | ')} |`,
      `| ${['---', ...names.map(() => '---:')].join(' | ')} |`,
      ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
    ].join('\n');
  return [
    `# ${vscode.l10n.t('Comparison of runs')}`,
    ...(chart === '' ? [] : [picture(chart, vscode.l10n.t('Loss by step'))]),
    table(
      vscode.l10n.t('loss at step'),
      steps.map((step) => [String(step), ...losses.map((run) => lossAt(run, step))]),
    ),
    settings.length === 0
      ? vscode.l10n.t('The settings of these runs are the same.')
      : table(
          vscode.l10n.t('setting'),
          settings.map(({ name, values }) => [name, ...values]),
        ),
    '',
  ].join('\n\n');
}

/** Labels that are taken twice are told apart by the moment that the run began. */
function distinctNames(runs: readonly ListedRun[]): string[] {
  const labels = runLabels(runs);
  const now = new Date();
  return labels.map((label, index) => {
    const isShared = labels.some((other, place) => other === label && place !== index);
    return isShared ? `${label} · ${formatMoment(new Date(runs[index].description.started), now)}` : label;
  });
}

/** Empty where the run had ended before. */
function lossAt(losses: readonly number[], step: number): string {
  const loss = losses.at(step - 1);
  return loss === undefined ? '' : formatNumber(loss);
}

/** Text of the user's that must not be taken for Markdown. */
function cell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&').replace(/\s+/g, ' ');
}

function swatch(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10" rx="2" fill="${colour}"/></svg>`;
}

function picture(svg: string, description: string): string {
  return `![${description}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`;
}
