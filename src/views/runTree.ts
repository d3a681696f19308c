import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../editor/commands';
import { formatNumber } from '../editor/format';
import { compareRuns } from '../engine/compareRuns';
import { messageOf } from '../engine/messageOf';
import { deleteRun, listRuns, type ListedRun, renameRun } from '../engine/runList';

export const runViewId = 'skipline.runs';

export interface RunTreeServices {
  /** Holds a folder per model, which holds one per run. */
  readonly home: vscode.Uri;
  readonly onDidChangeRuns: vscode.Event<void>;
  /** Whether a run is at work: its folder is not to be taken away. */
  isAtWork(folder: string): boolean;
  replay(run: ListedRun): Promise<void>;
}

/** The runs that are kept, the newest first; shown again, renamed, deleted and compared from here. */
export class RunTree implements vscode.TreeDataProvider<ListedRun>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #services: RunTreeServices;
  readonly #subscriptions: vscode.Disposable[];

  constructor(services: RunTreeServices) {
    this.#services = services;
    const register = (command: string, act: (runs: readonly ListedRun[]) => unknown) =>
      vscode.commands.registerCommand(command, async (run?: ListedRun, selected?: readonly ListedRun[]) => {
        const runs = selected ?? (run === undefined ? [] : [run]);
        try {
          await act(runs);
        } catch (error) {
          void vscode.window.showErrorMessage(messageOf(error));
        }
        this.#changed.fire();
      });
    this.#subscriptions = [
      vscode.window.createTreeView(runViewId, { treeDataProvider: this, canSelectMany: true }),
      services.onDidChangeRuns(() => this.#changed.fire()),
      register(commands.replayRun, async ([run]) => services.replay(run)),
      register(commands.renameRun, ([run]) => rename(run)),
      register(commands.deleteRun, (runs) => this.#delete(runs)),
      register(commands.compareRuns, compare),
      register(commands.refreshRuns, () => undefined),
    ];
  }

  getChildren(run?: ListedRun): ListedRun[] {
    if (run !== undefined) {
      return [];
    }
    return foldersIn(this.#services.home.fsPath)
      .flatMap(listRuns)
      .sort((a, b) => b.description.started.localeCompare(a.description.started));
  }

  getTreeItem({ folder, description, steps, last }: ListedRun): vscode.TreeItem {
    const item = new vscode.TreeItem(description.title ?? description.model);
    const begun = new Date(description.started).toLocaleString();
    item.id = folder;
    item.contextValue = 'run';
    item.description = [
      vscode.l10n.t('{0} steps', steps),
      last === undefined ? '' : vscode.l10n.t('loss {0}', formatNumber(last.loss)),
      begun,
    ]
      .filter((part) => part !== '')
      .join(' · ');
    item.tooltip = [description.model, description.file, description.settings.data, begun].join('\n');
    item.iconPath = new vscode.ThemeIcon('graph-line');
    return item;
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }

  async #delete(runs: readonly ListedRun[]): Promise<void> {
    const removable = runs.filter(({ folder }) => !this.#services.isAtWork(folder));
    if (removable.length < runs.length) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A run that is at work is not deleted; stop it first.'),
      );
    }
    if (removable.length === 0) {
      return;
    }
    const yes = vscode.l10n.t('Delete');
    const question =
      removable.length === 1
        ? vscode.l10n.t('Delete the run {0}?', removable[0].name)
        : vscode.l10n.t('Delete {0} runs?', removable.length);
    if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) === yes) {
      removable.forEach(deleteRun);
    }
  }
}

function foldersIn(home: string): string[] {
  try {
    return readdirSync(home).map((name) => path.join(home, name));
  } catch {
    // No run was begun yet.
    return [];
  }
}

async function rename(run: ListedRun): Promise<void> {
  const title = await vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the run'),
    value: run.description.title ?? '',
    validateInput: (text) =>
      text.trim() === '' ? vscode.l10n.t('Give it a name that is not empty.') : undefined,
  });
  if (title !== undefined) {
    renameRun(run, title);
  }
}

/** Runs side by side, as a page that can be kept. */
async function compare(runs: readonly ListedRun[]): Promise<void> {
  if (runs.length < 2) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Select two runs or more to compare them.'));
    return;
  }
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: comparisonPage(runs),
  });
  await vscode.window.showTextDocument(document);
}

/** Empty where the run had ended before. */
function lossAt(losses: readonly number[], step: number): string {
  const loss = losses.at(step - 1);
  return loss === undefined ? '' : formatNumber(loss);
}

export function comparisonPage(runs: readonly ListedRun[]): string {
  const { names, settings, losses, steps } = compareRuns(runs);
  const table = (first: string, rows: readonly (readonly string[])[]) =>
    [[first, ...names], ['---', ...names.map(() => '---')], ...rows]
      .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
      .join('\n');
  return [
    `# ${vscode.l10n.t('Comparison of runs')}`,
    '',
    table(
      vscode.l10n.t('setting'),
      settings.map(({ name, values }) => [name, ...values]),
    ),
    '',
    table(
      vscode.l10n.t('loss at step'),
      steps.map((step) => [String(step), ...losses.map((run) => lossAt(run, step))]),
    ),
    '',
  ].join('\n');
}
