import * as vscode from 'vscode';
import { commands } from '../editor/commands';
import { formatCount, formatNumber } from '../editor/format';
import type { ModelDocument } from '../editor/modelDocument';
import { describePackages } from '../editor/packages';

/** The one item of the status bar: what the model in front is doing, and on which backend. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('skipline', vscode.StatusBarAlignment.Left, 50);

  constructor() {
    this.#item.name = 'Skipline';
  }

  show(model: ModelDocument | undefined): void {
    if (model === undefined || model.freshness === 'none') {
      this.#item.hide();
      return;
    }
    const { icon, text, tooltip } = describe(model);
    this.#item.text = `$(${icon}) ${text}`;
    this.#item.tooltip = [tooltip, ...packagesOf(model)].filter((line) => line !== '').join('\n');
    this.#item.command = {
      title: vscode.l10n.t('Show graph'),
      command: commands.showGraph,
      arguments: [{ uri: model.uri.toString() }],
    };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** Where the model's imports came from, and which of them are stand-ins. */
function packagesOf({ lastResult }: ModelDocument): string[] {
  const replaced = lastResult?.trace?.inertImports ?? [];
  return [
    lastResult?.packages ? describePackages(lastResult.packages) : '',
    replaced.length > 0 ? vscode.l10n.t('Replaced by stand-ins: {0}', replaced.join(', ')) : '',
  ];
}

function describe(model: ModelDocument): { icon: string; text: string; tooltip: string } {
  const { run, preparation, traced, freshness, problem } = model;
  const name = traced?.name ?? 'Skipline';
  if (preparation?.kind === 'preparing') {
    return { icon: 'loading~spin', text: vscode.l10n.t('{0}: preparing', name), tooltip: '' };
  }
  if (preparation?.kind === 'failed') {
    return { icon: 'error', text: vscode.l10n.t('{0}: not started', name), tooltip: preparation.message };
  }
  if (run) {
    const states = {
      preparing: { icon: 'loading~spin', text: vscode.l10n.t('preparing') },
      ready: { icon: 'check', text: vscode.l10n.t('ready') },
      training: { icon: 'pulse', text: vscode.l10n.t('training') },
      paused: { icon: 'debug-pause', text: vscode.l10n.t('paused') },
      finished: { icon: 'check', text: vscode.l10n.t('finished') },
      failed: { icon: 'error', text: vscode.l10n.t('failed') },
      lost: { icon: 'debug-disconnect', text: vscode.l10n.t('engine lost') },
      replaying: { icon: 'history', text: vscode.l10n.t('replay') },
    };
    const { icon, text } = states[run.state];
    const loss = run.state === 'replaying' ? run.overlay?.loss : run.losses.at(-1)?.[1];
    const steps = run.settings.steps === undefined ? `${run.step}` : `${run.step}/${run.settings.steps}`;
    const parts = [
      `${name}: ${text}`,
      run.step > 0 ? vscode.l10n.t('step {0}', steps) : '',
      loss === undefined ? '' : vscode.l10n.t('loss {0}', formatNumber(loss)),
      run.backend ?? '',
    ];
    return { icon, text: parts.filter((part) => part !== '').join(' · '), tooltip: run.message ?? '' };
  }
  if (problem) {
    return { icon: 'warning', text: name, tooltip: problem.message };
  }
  if (freshness === 'tracing') {
    return { icon: 'loading~spin', text: name, tooltip: vscode.l10n.t('The network is being traced.') };
  }
  const parameters = vscode.l10n.t('{0} parameters', formatCount(traced?.analysis.parameters ?? 0));
  return { icon: 'type-hierarchy', text: name, tooltip: parameters };
}
