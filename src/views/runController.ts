import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ModelDocument, Preparation } from '../editor/modelDocument';
import { ModelRun } from '../editor/modelRun';
import { readSettings, type Settings } from '../editor/settings';
import type { TrackedTrace } from '../editor/trackedTrace';
import { absoluteSpec } from '../engine/data/absoluteSpec';
import type { EngineClient } from '../engine/engineClient';
import type { Trace } from '../graph/trace';
import type { RunModel, RunSettings } from '../protocol/engine';

/** Runs of one model that stay on the disk. */
const keptRuns = 5;
const overlaysPerSecond = 4;

/** What the buttons and commands of a run do. */
export class RunController {
  readonly #startEngine: () => EngineClient;
  readonly #storage: vscode.Uri;

  constructor(startEngine: () => EngineClient, storage: vscode.Uri) {
    this.#startEngine = startEngine;
    this.#storage = storage;
  }

  async train(model: ModelDocument): Promise<void> {
    (await this.#usableRun(model))?.train();
  }

  async runOnce(model: ModelDocument): Promise<void> {
    (await this.#usableRun(model))?.runOnce();
  }

  async step(model: ModelDocument): Promise<void> {
    (await this.#usableRun(model))?.singleStep();
  }

  pause(model: ModelDocument): void {
    model.run?.pause();
  }

  stop(model: ModelDocument): void {
    if (model.preparation?.kind === 'preparing') {
      model.setPreparation(undefined);
    } else {
      model.run?.stop();
    }
  }

  continue(model: ModelDocument): void {
    if (model.run?.canContinue === true) {
      model.run.continue();
    }
  }

  /**
   * The run that is there, where it is of this very text and can go on; else a new one. None where a run of the model is
   * at work: it is not thrown away by a second click.
   */
  async #usableRun(model: ModelDocument): Promise<ModelRun | undefined> {
    const { run } = model;
    if (run && !model.isRunStale && (run.state === 'ready' || run.state === 'paused')) {
      return run;
    }
    const isAtWork = run?.state === 'preparing' || run?.state === 'training';
    if (model.isClosed || model.preparation?.kind === 'preparing') {
      return undefined;
    }
    if (isAtWork && !model.isRunOfAnother && !(model.isRunStale && (await mayRestart(model, run)))) {
      return undefined;
    }
    const preparation: Preparation = { kind: 'preparing' };
    model.setPreparation(preparation);
    // Whoever stopped the preparation wants no run of it, nor its failure.
    const isWanted = () => model.preparation === preparation;
    try {
      const fresh = await this.#prepare(model);
      if (isWanted()) {
        model.setRun(fresh);
        return fresh;
      }
      model.release(fresh.traced);
      fresh.dispose();
    } catch (error) {
      if (isWanted()) {
        const message = error instanceof Error ? error.message : String(error);
        model.setPreparation({ kind: 'failed', message });
      }
    }
    return undefined;
  }

  async #prepare(model: ModelDocument): Promise<ModelRun> {
    const settings = readSettings(model.uri);
    if (settings.problem !== undefined) {
      throw new Error(settings.problem);
    }
    const traced = await model.traceForTraining(settings.training.batchSize);
    try {
      const { batchSize, learning } = settings.training;
      const evaluation =
        learning.evaluateEvery === undefined ? undefined : await model.traceForEvaluation(batchSize);
      const folder = await this.#newFolder(model);
      const run = runSettings(settings, folder.fsPath, workspaceFolderOf(model.uri));
      return new ModelRun(traced, runModel(traced, evaluation), run, this.#startEngine);
    } catch (error) {
      model.release(traced);
      throw error;
    }
  }

  /** A folder of its own for each run; the oldest ones of the model are removed. */
  async #newFolder(model: ModelDocument): Promise<vscode.Uri> {
    const digest = createHash('sha256').update(model.uri.toString()).digest('hex').slice(0, 16);
    const home = vscode.Uri.joinPath(this.#storage, 'runs', digest);
    await vscode.workspace.fs.createDirectory(home);
    const entries = await vscode.workspace.fs.readDirectory(home);
    const outdated = entries
      .map(([name]) => name)
      .sort()
      .slice(0, Math.max(0, entries.length - keptRuns + 1));
    // One that cannot be removed is tried again with the next run.
    await Promise.allSettled(
      outdated.map((name) =>
        vscode.workspace.fs.delete(vscode.Uri.joinPath(home, name), { recursive: true }),
      ),
    );
    // The time first, so that names sort by age.
    const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
    const folder = vscode.Uri.joinPath(home, name);
    await vscode.workspace.fs.createDirectory(folder);
    return folder;
  }
}

/** Whether a run of an older text, which is still at work, may be given up for one of the present text. */
async function mayRestart(model: ModelDocument, run: ModelRun): Promise<boolean> {
  const restart = vscode.l10n.t('Restart with the present text');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is still training with an older text of the file.', run.traced.name),
    restart,
  );
  return answer === restart && !model.isClosed && model.run === run;
}

function runModel({ trace, analysis }: TrackedTrace, evaluation: Trace | undefined): RunModel {
  return {
    trace,
    ...(evaluation && { evaluation }),
    merges: analysis.residualBlocks.map(({ path, kind, merge, fork, branch, shortcut }) => ({
      path,
      kind,
      merge,
      fork,
      branch: { nodes: branch.nodes, value: branch.value },
      shortcut: { nodes: shortcut.nodes, value: shortcut.value },
    })),
  };
}

/** Where relative paths of the settings start. */
function workspaceFolderOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? vscode.Uri.joinPath(uri, '..').fsPath;
}

function runSettings({ training, backend, provider }: Settings, folder: string, home: string): RunSettings {
  return {
    seed: training.seed,
    ...(backend && { backend }),
    provider,
    data: absoluteSpec(training.data, home),
    shuffle: true,
    ...(training.split !== undefined && { split: training.split }),
    ...(training.augment !== undefined && { augment: training.augment }),
    ...(training.steps !== undefined && { steps: training.steps }),
    ...training.learning,
    probeEvery: 1,
    overlaysPerSecond,
    folder,
  };
}
