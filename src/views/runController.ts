import * as vscode from 'vscode';
import type { Preparation } from '../editor/documentState';
import type { ModelDocument } from '../editor/modelDocument';
import { ModelRun } from '../editor/modelRun';
import { readSettings, type Settings } from '../editor/settings';
import type { TrackedTrace } from '../editor/trackedTrace';
import { absoluteSpec } from '../engine/data/absoluteSpec';
import { readRecordedRun } from '../engine/recordedRun';
import { changedSources } from '../engine/sourceChanges';
import type { ListedRun } from '../engine/runList';
import type { WeightsSettings } from '../engine/weights/loadWeights';
import type { EngineClient } from '../engine/engineClient';
import type { Trace } from '../graph/trace';
import type { RunModel, RunSettings } from '../protocol/engine';
import { newRunFolder } from './runFolders';

const overlaysPerSecond = 4;

/** What the buttons and commands of a run do. */
export class RunController {
  readonly #startEngine: () => EngineClient;
  readonly #storage: vscode.Uri;
  /** Weights that the runs of a model begin with, by its URI. */
  readonly #weights = new Map<string, WeightsSettings>();

  /** What a run was begun with. */
  readonly #settings = new WeakMap<ModelRun, string>();

  constructor(startEngine: () => EngineClient, storage: vscode.Uri) {
    this.#startEngine = startEngine;
    this.#storage = storage;
  }

  /** Folder that holds a folder per model, which holds one per run. */
  get runsFolder(): vscode.Uri {
    return vscode.Uri.joinPath(this.#storage, 'runs');
  }

  /** The weights that the next run begins with; those of the seed where there are none. */
  weightsOf(model: ModelDocument): WeightsSettings | undefined {
    return this.#weights.get(model.uri.toString());
  }

  /** Begins a run with other weights, and passes through the model once. @returns the run, where one came about. */
  async beginWith(model: ModelDocument, weights: WeightsSettings | undefined): Promise<ModelRun | undefined> {
    this.setWeights(model, weights);
    const run = await this.#freshRun(model);
    run?.runOnce();
    return run;
  }

  /** What the next run is to begin with; those of the seed where it is undefined. */
  setWeights(model: ModelDocument, weights: WeightsSettings | undefined): void {
    if (weights === undefined) {
      this.#weights.delete(model.uri.toString());
    } else {
      this.#weights.set(model.uri.toString(), weights);
    }
  }

  /** Shows a recorded run on the model: its curve, and its numbers step by step, without an engine. */
  async replay(model: ModelDocument, { folder, description }: ListedRun): Promise<void> {
    if (isAtWork(model.run) && !model.isRunStale) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} is training; stop it to look at another run.', model.run?.traced.name ?? ''),
      );
      return;
    }
    await this.#replaceRun(model, async () => {
      const traced = await model.traceForTraining(description.batchSize);
      try {
        const settings = { ...description.settings, folder };
        const evaluation = await evaluationOf(model, settings, description.batchSize);
        const record = await readRecordedRun(folder);
        const isOfOtherText = changedSources(description.sources, traced.trace).length > 0;
        return new ModelRun(traced, runModel(traced, evaluation), settings, this.#startEngine, {
          record,
          isOfOtherText,
        });
      } catch (error) {
        model.release(traced);
        throw error;
      }
    });
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
    return run && !model.isRunStale && this.#goesOn(model, run) ? run : this.#freshRun(model);
  }

  /** One that has made steps keeps the settings that it began with; one that has only looked takes the present ones. */
  #goesOn(model: ModelDocument, run: ModelRun): boolean {
    return run.state === 'ready' && run.stepsDone === 0
      ? this.#settings.get(run) === settingsText(model)
      : run.state === 'ready' || run.state === 'paused' || (run.state === 'replaying' && run.canContinue);
  }

  /** A new run, unless one of the model is at work. */
  #freshRun(model: ModelDocument): Promise<ModelRun | undefined> {
    return this.#replaceRun(model, () => this.#prepare(model));
  }

  async #replaceRun(model: ModelDocument, prepare: () => Promise<ModelRun>): Promise<ModelRun | undefined> {
    const { run } = model;
    if (model.isClosed || model.preparation?.kind === 'preparing') {
      return undefined;
    }
    if (run !== undefined && isAtWork(run) && !(model.isRunStale && (await mayGiveUp(model, run)))) {
      return undefined;
    }
    const preparation: Preparation = { kind: 'preparing' };
    model.setPreparation(preparation);
    // Whoever stopped the preparation wants no run of it, nor its failure.
    const isWanted = () => model.preparation === preparation;
    try {
      const fresh = await prepare();
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
    const text = settingsText(model);
    const settings = readSettings(model.uri);
    if (settings.problem !== undefined) {
      throw new Error(settings.problem);
    }
    const traced = await model.traceForTraining(settings.training.batchSize);
    try {
      const { batchSize, learning } = settings.training;
      const evaluation = await evaluationOf(model, learning, batchSize);
      const folder = await newRunFolder(this.runsFolder, model.uri);
      const run = runSettings(settings, folder.fsPath, workspaceFolderOf(model.uri));
      const weights = this.weightsOf(model);
      const fresh = new ModelRun(
        traced,
        runModel(traced, evaluation),
        { ...run, ...(weights && { weights }) },
        this.#startEngine,
      );
      this.#settings.set(fresh, text);
      return fresh;
    } catch (error) {
      model.release(traced);
      throw error;
    }
  }
}

function settingsText({ uri }: ModelDocument): string {
  return JSON.stringify(readSettings(uri));
}

function isAtWork(run: ModelRun | undefined): boolean {
  return run?.state === 'preparing' || run?.state === 'training';
}

/** Whether a run of an older text or of another model, which is still at work, may be given up for a new one. */
async function mayGiveUp(model: ModelDocument, run: ModelRun): Promise<boolean> {
  const [question, yes] = model.isRunOfAnother
    ? [
        vscode.l10n.t(
          '{0} is still training. What it has done so far is kept among the runs.',
          run.traced.name,
        ),
        vscode.l10n.t('Stop it'),
      ]
    : [
        vscode.l10n.t('{0} is still training with an older text of the file.', run.traced.name),
        vscode.l10n.t('Restart with the present text'),
      ];
  const answer = await vscode.window.showInformationMessage(question, yes);
  return answer === yes && !model.isClosed && model.run === run;
}

/** The model as it is evaluated; undefined where the run evaluates nothing. */
async function evaluationOf(
  model: ModelDocument,
  { evaluateEvery }: Pick<RunSettings, 'evaluateEvery'>,
  batchSize: number,
): Promise<Trace | undefined> {
  return evaluateEvery === undefined ? undefined : model.traceForEvaluation(batchSize);
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
    probes: training.probes,
    overlaysPerSecond,
    folder,
  };
}
