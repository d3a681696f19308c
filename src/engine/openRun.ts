import { createHash } from 'node:crypto';
import { buildTrainingGraph, chooseLoss } from '../autodiff/buildTrainingGraph';
import { spansRun } from '../autodiff/schedules/schedules';
import type { TrainingGraph } from '../autodiff/trainingGraph';
import { encodeModel } from '../frontends/onnx/encode';
import type { DataType } from '../graph/dataType';
import type { Graph } from '../graph/graph';
import type { Trace } from '../graph/trace';
import type { EngineEvent, RunModel, RunSettings } from '../protocol/engine';
import { chooseBackend } from './backends/chooseBackend';
import { loadCheckpoint } from './checkpoint';
import { type BatchSource, batchShapes, DataError, type Dataset } from './data/batch';
import { openDataInThread } from './data/loader/loaderThread';
import { byPath, Evaluation } from './evaluation';
import { initializeState } from './initialize';
import { Generator } from './random/generator';
import { RandomInputs } from './randomInputs';
import { createRunFolder, readRunDescription, recordsFile } from './runFolder';
import { RunRecorder } from './runRecorder';
import { readStepRecords } from './stepRecords';
import { TrainingRun } from './trainingRun';
import { TrainingState } from './trainingState';

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

  const loss = settings.loss ?? chooseLoss(trace.graph);
  const training = buildTrainingGraph(trace.graph, {
    loss,
    update: settings,
    probes: true,
    merges,
  });
  const fingerprint = fingerprintOf(training);
  if (recorded !== undefined && recorded.fingerprint !== fingerprint) {
    throw new Error(
      `The model has changed since the run in '${folderOf(settings)}' was recorded, so it cannot be continued; start a new run.`,
    );
  }
  const chosen = await chooseBackend(settings.backend);
  if (chosen.notice !== undefined) {
    notice(chosen.notice);
  }
  const { backend } = chosen;
  const storageType = (type: DataType) => backend.storageType(type);
  const generator = new Generator(settings.seed);
  const state = new TrainingState(training.state, storageType, generator);
  const initial = initializeState(trace.graph, trace.initialization, generator);
  state.assign(initial);
  const random = new RandomInputs(generator, training.randomInputs, storageType);
  const data = await openDataInThread(loaderProgram, settings.data, batchShapes(trace.graph, loss), settings);
  const parts = { training, backend, state, random, data, merges, settings, emit };
  const run = new TrainingRun({
    ...parts,
    ...(settings.evaluateEvery !== undefined && {
      evaluation: new Evaluation({
        model: evaluationGraph(evaluation),
        loss,
        backend,
        state,
        initial: byPath(trace.graph.values.values(), initial),
        data: heldOut(data),
        seed: settings.seed,
      }),
    }),
  });

  const { folder } = settings;
  if (folder === undefined) {
    return { run, backend: backend.name };
  }
  if (recorded === undefined) {
    createRunFolder(folder, {
      model: trace.model,
      file: trace.file,
      fingerprint,
      settings: { ...settings, backend: backend.name },
    });
    run.recorder = new RunRecorder(folder, state, { step: 0, nextTurn: 0 }, notice);
  } else {
    if (recorded.settings.backend !== backend.name) {
      throw new Error(
        `The run in '${folder}' was computed by the ${String(recorded.settings.backend)} engine, which is not to be had here, so it cannot be continued with the same numbers.`,
      );
    }
    const records = readStepRecords(recordsFile(folder));
    const checkpoint = loadCheckpoint(folder, state, records.length);
    checkpoint.problems.forEach(notice);
    run.step = checkpoint.step;
    await run.replay(records.slice(checkpoint.step));
    run.recorder = new RunRecorder(folder, state, checkpoint, notice);
  }
  return { run, backend: backend.name };
}

/** What defines the numbers of a run stays as it was; how far it goes and what is shown may change. */
function continued(
  recorded: RunSettings,
  { steps, folder, probeEvery, overlaysPerSecond }: RunSettings,
): RunSettings {
  // A schedule over the whole run fixes where the run ends.
  const end = recorded.schedule !== undefined && spansRun(recorded.schedule) ? recorded.steps : steps;
  return { ...recorded, steps: end, folder, probeEvery, overlaysPerSecond };
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
