import path from 'node:path';
import * as vscode from 'vscode';
import { formatNumber } from '../editor/format';
import type { ModelRun } from '../editor/modelRun';
import type { ListedRun } from '../engine/runList';
import { formatMoment } from './runLabels';

/**
 * A run's row in the list of runs: its name, its loss, how far it came, and when it began, in this order, because the end
 * is cut off in a narrow side bar.
 * @param shown the run as a model shows it, where one does.
 */
export function runRow(run: ListedRun, label: string, shown: ModelRun | undefined): vscode.TreeItem {
  const { folder, description } = run;
  const { steps: total } = description.settings;
  const { steps, loss } = progressOf(run, shown);
  const isUnfinished = total === undefined || steps < total;
  const item = new vscode.TreeItem(label);
  item.id = folder;
  // The conditions of the menus look at it.
  item.contextValue = shown?.isAtWork === true ? 'runAtWork' : isUnfinished ? 'runUnfinished' : 'run';
  const parts = [
    ...(loss === undefined ? [] : [formatNumber(loss)]),
    isUnfinished && total !== undefined
      ? vscode.l10n.t('{0}/{1} steps', steps, total)
      : vscode.l10n.t('{0} steps', steps),
    formatMoment(new Date(description.started), new Date(), vscode.env.language),
  ];
  item.description = parts.join(' · ');
  item.tooltip = tooltipOf(run, steps, loss);
  item.iconPath = iconOf(shown, loss);
  item.accessibilityInformation = {
    label: [
      label,
      ...(loss === undefined ? [] : [vscode.l10n.t('loss {0}', parts[0])]),
      ...parts.slice(-2),
    ].join(', '),
  };
  return item;
}

/** A run at work is ahead of its records. */
function progressOf(
  { steps, last }: ListedRun,
  shown: ModelRun | undefined,
): { readonly steps: number; readonly loss: number | undefined } {
  const live = shown?.isAtWork === true ? shown.losses.at(-1) : undefined;
  return live === undefined ? { steps, loss: last?.loss } : { steps: live[0], loss: live[1] };
}

function iconOf(shown: ModelRun | undefined, loss: number | undefined): vscode.ThemeIcon {
  if (shown?.state === 'training' || shown?.state === 'preparing') {
    return new vscode.ThemeIcon('loading~spin');
  }
  if (shown?.isAtWork === true) {
    return new vscode.ThemeIcon('debug-pause');
  }
  return loss !== undefined && !Number.isFinite(loss)
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('graph-line');
}

function tooltipOf(
  { description }: ListedRun,
  steps: number,
  loss: number | undefined,
): vscode.MarkdownString {
  const { model, file, settings, batchSize, started } = description;
  const rows: [string, string][] = [
    [vscode.l10n.t('Loss'), loss === undefined ? '' : formatNumber(loss)],
    [
      vscode.l10n.t('Steps'),
      settings.steps === undefined ? `${steps}` : vscode.l10n.t('{0} of {1}', steps, settings.steps),
    ],
    [vscode.l10n.t('Data'), vscode.l10n.t('{0}, batches of {1}', settings.data, batchSize)],
    [
      vscode.l10n.t('Optimizer'),
      vscode.l10n.t('{0}, learning rate {1}', settings.optimizer.name, formatNumber(settings.learningRate)),
    ],
    [vscode.l10n.t('Weights'), settings.weights ? path.basename(settings.weights.file) : ''],
    [vscode.l10n.t('Begun'), new Date(started).toLocaleString(vscode.env.language)],
    [vscode.l10n.t('File'), vscode.workspace.asRelativePath(vscode.Uri.file(file))],
  ];
  const tooltip = new vscode.MarkdownString('**').appendText(model).appendMarkdown('**\n\n| | |\n|---|---|');
  for (const [name, value] of rows.filter(([, text]) => text !== '')) {
    // A bar would end the cell, also where it is escaped as text.
    tooltip.appendMarkdown(`\n| ${name} | `).appendText(value.replaceAll('|', '¦')).appendMarkdown(' |');
  }
  return tooltip;
}
