/**
 * A training step of ResNet-20 (CIFAR shapes, batch 32) in onnxruntime: plain, with every probe, and what keeping it on
 * disk costs. The ratios between the rows are what counts; the times are of the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { buildTrainingGraph } from '../../src/autodiff/buildTrainingGraph';
import { openNative } from '../../src/engine/backends/native';
import { writeCheckpoint } from '../../src/engine/checkpoint';
import { batchShapes } from '../../src/engine/data/batch';
import { openDataset } from '../../src/engine/data/openDataset';
import { initializeState } from '../../src/engine/initialize';
import { Generator } from '../../src/engine/random/generator';
import { RandomInputs } from '../../src/engine/randomInputs';
import { TrainingRun } from '../../src/engine/trainingRun';
import { TrainingState } from '../../src/engine/trainingState';
import type { RunSettings } from '../../src/protocol/engine';
import { residualNetwork } from './residualNetwork';

const batchSize = 32;
const { trace, merges } = residualNetwork(batchSize);
const settings: RunSettings = {
  seed: 0,
  data: 'random',
  shuffle: false,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 1e-4, nesterov: false },
  learningRate: 0.1,
  probeEvery: 0,
};

/** A run that has compiled its graph, on one batch that is drawn once. */
async function runOf(probeEvery: number): Promise<{ run: TrainingRun; state: TrainingState }> {
  const training = buildTrainingGraph(trace.graph, {
    loss: { name: 'crossEntropy' },
    update: settings,
    probes: true,
    merges,
  });
  const backend = await openNative();
  const state = new TrainingState(training.state, (type) => type);
  const generator = new Generator(settings.seed);
  state.assign(initializeState(trace.graph, trace.initialization, generator));
  const random = new RandomInputs(generator, training.randomInputs, (type) => type);
  const drawn = await openDataset(
    settings.data,
    batchShapes(trace.graph, { name: 'crossEntropy' }),
    settings,
  );
  const batch = await drawn.train.next(0);
  const run = new TrainingRun({
    training,
    backend,
    state,
    random,
    data: { ...drawn, train: { ...drawn.train, next: () => batch } },
    merges,
    settings: { ...settings, probeEvery },
    emit: () => undefined,
  });
  await run.trainStep();
  return { run, state };
}

const plain = await runOf(0);
const probed = await runOf(1);
const folder = mkdtempSync(path.join(tmpdir(), 'skipline-bench-'));
afterAll(async () => {
  await plain.run.release();
  await probed.run.release();
  rmSync(folder, { recursive: true, force: true });
});

describe('step of ResNet-20, batch 32', () => {
  const options = { time: 0, iterations: 20, warmupTime: 0, warmupIterations: 2 };
  bench('without probes', () => plain.run.trainStep(), options);
  bench('with every probe', () => probed.run.trainStep(), options);
  let turn: 0 | 1 = 0;
  bench(
    'checkpoint',
    () => {
      writeCheckpoint(folder, plain.state, 1, turn);
      turn = turn === 0 ? 1 : 0;
    },
    options,
  );
});
