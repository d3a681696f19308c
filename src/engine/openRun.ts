import { createHash } from 'node:crypto';
import { buildTrainingGraph, chooseLoss } from '../autodiff/buildTrainingGraph';
import { spansRun } from '../autodiff/schedules/schedules';
import { foldPositions } from '../autodiff/losses/positions';
import type { TrainingGraph } from '../autodiff/trainingGraph';
import { encodeModel } from '../frontends/onnx/encode';
import type { DataType } from '../graph/dataType';
import { type Graph, valueOf } from '../graph/graph';
import type { Trace } from '../graph/trace';
import type { ValueName } from '../graph/value';
import type { EngineEvent, RunModel, RunSettings } from '../protocol/engine';
import { chooseBackend } from './backends/chooseBackend';
import type { Backend } from './backends/backend';
import { loadCheckpoint, type LoadedCheckpoint } from './checkpoint';
import { type BatchSource, batchShapes, DataError, type Dataset } from './data/batch';
import { openDataInThread } from './data/loader/loaderThread';
import { byPath, Evaluation } from './evaluation';
import { initializeState } from './initialize';
import { Generator } from './random/generator';
import { RandomInputs } from './randomInputs';
import {
  createRunFolder,
  readRunDescription,
  recordsFile,
  type RunDescription,
  writeRunDescription,
} from './runFolder';
import { RunRecorder } from './runRecorder';
import { changedSources, describeChanges, recordedSources } from './sourceChanges';
import { readStepRecords, type StepRecord } from './stepRecords';
import { TrainingRun } from './trainingRun';
import { copyInto, type TensorData } from './tensorData';
import { TrainingState } from './trainingState';
import { loadWeights } from './weights/loadWeights';

export interface OpenedRun {
  readonly run: TrainingRun;
  readonly backend: 'native' | 'wasm' | 'reference';
}

/**
 * Prepares a run from its first step, or from the last one recorded in the folder of the settings.
 * @throws Error with a sentence where the model cannot be trained, the data not be read, or the run not be continued.
 */
export async function openRun(
  { trace, evaluation, merges }: RunModel,
  requested: RunSettings,
  resume: boolean,
  emit: (event: EngineEvent) => void,
  loaderProgram?: string,
): Promise<OpenedRun> {
  const recorded = resume ? readRunDescription(folderOf(requested)) : undefined;
  const settings = recorded === undefined ? requested : continued(recorded.settings, requested);
  const notice = (message: string) => emit({ kind: 'notice', message });

  const model = foldPositions(trace.graph, settings.loss?.name);
  const loss = settings.loss ?? chooseLoss(model);
  const training = buildTrainingGraph(model, {
    loss,
    update: settings,
    probes: true,
    merges,
  });
  const fingerprint = fingerprintOf(training);
  if (recorded !== undefined) {
    compareModels(recorded, { fingerprint, trace }, notice);
  }
  const chosen = await chooseBackend(settings.backend, settings.provider);
  if (chosen.notice !== undefined) {
    notice(chosen.notice);
  }
  const { backend } = chosen;
  const storageType = (type: DataType) => backend.storageType(type);
  const generator = new Generator(settings.seed);
  const state = new TrainingState(training.state, storageType, generator);
  const initial = initializeState(trace.graph, trace.initialization, generator);
  const weightsProblem = takeWeights(settings.weights, trace, initial, notice);
  state.assign(initial);
  const random = new RandomInputs(generator, training.randomInputs, storageType);
  const resumed =
    recorded === undefined ? undefined : resumption(folderOf(settings), state, recorded, backend);
  resumed?.checkpoint.problems.forEach(notice);
  const checkpoint = resumed?.checkpoint ?? { step: 0, nextTurn: 0 };
  // A checkpoint holds what became of the weights, wherever their file is now.
  if (weightsProblem !== undefined && checkpoint.step === 0) {
    throw weightsProblem;
  }
  const data = await openDataInThread(loaderProgram, settings.data, batchShapes(model, loss), settings);
  let run: TrainingRun | undefined;
  try {
    run = new TrainingRun({
      ...{ training, backend, state, random, data, merges, settings, emit },
      ...(settings.evaluateEvery !== undefined && {
        evaluation: new Evaluation({
          model: foldPositions(evaluationGraph(evaluation), loss.name),
          loss,
          backend,
          state,
          initial: byPath(trace.graph.values.values(), initial),
          data: heldOut(data),
          seed: settings.seed,
        }),
      }),
    });
    if (resumed !== undefined) {
      run.step = checkpoint.step;
      await run.replay(resumed.records.slice(checkpoint.step));
      takeEnd(settings, recorded);
    } else if (settings.folder !== undefined) {
      createRunFolder(settings.folder, {
        model: trace.model,
        file: trace.file,
        fingerprint,
        sources: recordedSources(trace),
        settings: { ...settings, backend: backend.name },
        batchSize:
          trace.graph.inputs.length === 0 ? 1 : (valueOf(trace.graph, trace.graph.inputs[0]).shape[0] ?? 1),
        started: new Date().toISOString(),
      });
    }
  } catch (error) {
    await (run ?? data).release();
    throw error;
  }
  if (settings.folder !== undefined) {
    run.recorder = new RunRecorder(settings.folder, state, checkpoint, notice);
  }
  return { run, backend: backend.name };
}

/** @throws Error where the run's model computes something else by now; a text that computes the same is told of. */
function compareModels(
  recorded: RunDescription,
  present: { readonly fingerprint: string; readonly trace: Trace },
  notice: (message: string) => void,
): void {
  const changed = changedSources(recorded.sources, present.trace);
  if (recorded.fingerprint !== present.fingerprint) {
    const what = changed.length === 0 ? 'The model has changed' : describeChanges(changed);
    throw new Error(
      `${what} since the run was recorded, and with it what the model computes, so the run cannot be continued; start a new one.`,
    );
  }
  if (changed.length > 0) {
    notice(
      `${describeChanges(changed)} since the run was recorded, but the model computes the same: the run goes on.`,
    );
  }
}

/** Lets the model begin with weights out of a file, where the settings name one. @returns why that is not possible. */
function takeWeights(
  weights: RunSettings['weights'],
  { graph, model }: Trace,
  initial: ReadonlyMap<ValueName, TensorData>,
  notice: (message: string) => void,
): Error | undefined {
  if (weights === undefined) {
    return undefined;
  }
  try {
    const { content, notices } = loadWeights(graph, model, weights);
    notices.forEach(notice);
    for (const [name, elements] of content) {
      copyInto(initial.get(name)!, elements);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

interface Resumption {
  readonly records: readonly StepRecord[];
  readonly checkpoint: LoadedCheckpoint;
}

/** Brings the state to the newest checkpoint. @throws Error where another backend computed the run, or it is damaged. */
function resumption(
  folder: string,
  state: TrainingState,
  recorded: RunDescription,
  backend: Backend,
): Resumption {
  if (recorded.settings.backend !== backend.name) {
    throw new Error(
      `The run in '${folder}' was computed by the ${String(recorded.settings.backend)} engine, which is not to be had here, so it cannot be continued with the same numbers.`,
    );
  }
  const records = readStepRecords(recordsFile(folder));
  return { records, checkpoint: loadCheckpoint(folder, state, records.length) };
}

/** What defines the numbers of a run stays as it was; how far it goes and what is shown may change. */
function continued(
  recorded: RunSettings,
  { steps, folder, probeEvery, probes, overlaysPerSecond }: RunSettings,
): RunSettings {
  // A schedule over the whole run fixes where the run ends.
  const end = recorded.schedule !== undefined && spansRun(recorded.schedule) ? recorded.steps : steps;
  return { ...recorded, steps: end, folder, probeEvery, probes, overlaysPerSecond };
}

/** Lets the folder of a run that goes on say how far that is. */
function takeEnd(settings: RunSettings, recorded: RunDescription | undefined): void {
  if (recorded !== undefined && recorded.settings.steps !== settings.steps) {
    const { steps } = settings;
    writeRunDescription(folderOf(settings), { ...recorded, settings: { ...recorded.settings, steps } });
  }
}

function evaluationGraph(evaluation: Trace | undefined): Graph {
  if (evaluation?.complete !== true) {
    throw new Error(
      'The model gives no whole graph in evaluation mode, so it cannot be evaluated; train without --evaluate-every.',
    );
  }
  return evaluation.graph;
}

function heldOut({ validation, train }: Dataset): BatchSource {
  if (validation === undefined) {
    throw new DataError(
      `Of ${train.name} nothing is held out that could be evaluated; give --split a share, such as 0.1.`,
    );
  }
  return validation;
}

function folderOf({ folder }: RunSettings): string {
  if (folder === undefined) {
    throw new Error('A run can be continued only where its settings name its folder.');
  }
  return folder;
}

/** Hash of everything that a step computes: equal for models whose texts differ in spelling only. */
function fingerprintOf({ graph, loss, state }: TrainingGraph): string {
  const written = state.flatMap(({ next, partial }) => [next, partial]);
  const outputs = [loss, ...written.filter((name) => name !== undefined)];
  return createHash('sha256').update(encodeModel(graph, { outputs })).digest('hex').slice(0, 32);
}
