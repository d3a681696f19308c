import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../editor/commands';
import type { ModelRun } from '../editor/modelRun';
import { messageOf } from '../engine/messageOf';
import { deleteRun, listRuns, type ListedRun, renameRun } from '../engine/runList';
import { withMoreSteps } from './moreSteps';
import type { RunComparisons } from './runComparison';
import { runLabels } from './runLabels';
import { runRow } from './runRow';

export const runViewId = 'skipline.runs';

/** A run at work changes with every step; its row is to be read, not watched. */
const refreshMilliseconds = 1000;

export interface RunTreeServices {
  /** Holds a folder per model, which holds one per run. */
  readonly home: vscode.Uri;
  readonly onDidChangeRuns: vscode.Event<unknown>;
  readonly comparisons: Pick<RunComparisons, 'show'>;
  /** The run of this folder, where a model shows it. */
  shownRun(folder: string): ModelRun | undefined;
  replay(run: ListedRun): Promise<void>;
  continue(run: ListedRun): Promise<void>;
  saveWeights(run: ListedRun): Promise<void>;
  /** A run's folder was removed. */
  forget(folder: string): void;
}

/** The runs that are kept, the newest first; shown again, continued, renamed, deleted and compared from here. */
export class RunTree implements vscode.TreeDataProvider<ListedRun>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #services: RunTreeServices;
  readonly #view: vscode.TreeView<ListedRun>;
  readonly #subscriptions: vscode.Disposable[];
  #labels: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;

  constructor(services: RunTreeServices) {
    this.#services = services;
    this.#view = vscode.window.createTreeView(runViewId, { treeDataProvider: this, canSelectMany: true });
    const register = (command: string, act: (runs: readonly ListedRun[]) => unknown) =>
      vscode.commands.registerCommand(command, async (run?: ListedRun, selected?: readonly ListedRun[]) => {
        try {
          // A key gives no run: those that are selected are meant.
          await act(selected ?? (run === undefined ? this.#view.selection : [run]));
        } catch (error) {
          void vscode.window.showErrorMessage(messageOf(error));
        }
        this.#changed.fire();
      });
    const one = (act: (run: ListedRun) => unknown) => (runs: readonly ListedRun[]) => {
      const run = runs.at(0);
      return run === undefined ? undefined : act(run);
    };
    this.#subscriptions = [
      this.#view,
      services.onDidChangeRuns(() => this.#refreshSoon()),
      register(
        commands.replayRun,
        one((run) => services.replay(run)),
      ),
      register(
        commands.continueRecordedRun,
        one(async (run) => {
          const longer = await withMoreSteps(run, this.#labelOf(run));
          await (longer && services.continue(longer));
        }),
      ),
      register(
        commands.saveWeightsOfRun,
        one((run) => services.saveWeights(run)),
      ),
      register(commands.renameRun, one(rename)),
      register(commands.deleteRun, (runs) => this.#delete(runs)),
      register(commands.compareRuns, (runs) => this.#compare(runs)),
      register(commands.refreshRuns, () => undefined),
    ];
    this.#tellWhetherThereAreRuns(this.#list());
  }

  getChildren(run?: ListedRun): ListedRun[] {
    if (run !== undefined) {
      return [];
    }
    const runs = this.#list();
    this.#tellWhetherThereAreRuns(runs);
    const labels = runLabels(runs);
    this.#labels = new Map(runs.map(({ folder }, index) => [folder, labels[index]]));
    return runs;
  }

  getTreeItem(run: ListedRun): vscode.TreeItem {
    return runRow(run, this.#labelOf(run), this.#services.shownRun(run.folder));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
    this.#changed.dispose();
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, refreshMilliseconds);
  }

  /** One that has only looked, without a step, is nothing to come back to. */
  #list(): ListedRun[] {
    return foldersIn(this.#services.home.fsPath)
      .flatMap(listRuns)
      .filter(({ folder, steps }) => steps > 0 || this.#services.shownRun(folder)?.state === 'training')
      .sort((a, b) => b.description.started.localeCompare(a.description.started));
  }

  #tellWhetherThereAreRuns(runs: readonly ListedRun[]): void {
    void vscode.commands.executeCommand('setContext', 'skipline.hasRuns', runs.length > 0);
  }

  #labelOf(run: ListedRun): string {
    return this.#labels.get(run.folder) ?? runLabels([run])[0];
  }

  async #delete(runs: readonly ListedRun[]): Promise<void> {
    const removable = runs.filter(({ folder }) => this.#services.shownRun(folder)?.isAtWork !== true);
    if (removable.length < runs.length) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A run that is at work is not deleted; stop it first.'),
      );
    }
    if (removable.length === 0) {
      return;
    }
    const yes = vscode.l10n.t('Delete');
    const names = removable.map((run) => this.#labelOf(run));
    const question =
      removable.length === 1
        ? vscode.l10n.t('Delete the run {0}?', names[0])
        : vscode.l10n.t('Delete {0} runs?', removable.length);
    const detail = [
      ...(removable.length === 1 ? [] : [names.join(', ')]),
      vscode.l10n.t('Its steps, numbers and weights are removed from the disk. This cannot be undone.'),
    ].join('\n\n');
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes) {
      removable.forEach((run) => {
        deleteRun(run);
        this.#services.forget(run.folder);
      });
    }
  }

  async #compare(runs: readonly ListedRun[]): Promise<void> {
    const chosen = runs.length >= 2 ? runs : await this.#choose(runs);
    if (chosen.length >= 2) {
      await this.#services.comparisons.show(chosen);
    }
  }

  /** Lets the user pick what is to be compared, beginning with what is chosen already. */
  async #choose(picked: readonly ListedRun[]): Promise<readonly ListedRun[]> {
    const all = this.getChildren();
    if (all.length < 2) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is only one run; train once more to compare.'),
      );
      return [];
    }
    const items = all.map((run) => ({
      label: this.#labelOf(run),
      description: String(this.getTreeItem(run).description),
      picked: picked.some(({ folder }) => folder === run.folder),
      run,
    }));
    const answer = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      placeHolder: vscode.l10n.t('Two runs or more to compare'),
    });
    return answer?.map(({ run }) => run) ?? [];
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
    prompt: vscode.l10n.t('A run with a name is kept; of the others only the newest of each model.'),
    placeHolder: run.description.model,
    value: run.description.title ?? '',
    validateInput: (text) =>
      text.trim() === '' ? vscode.l10n.t('Give it a name that is not empty.') : undefined,
  });
  if (title !== undefined) {
    renameRun(run, title);
  }
}
