/**
 * Training steps of a model by Skipline's engine, on request: see `stepProcess.ts` for the protocol.
 *
 *     tsx skipline.ts FILE NAME SHAPE THREADS exact|sampled|plain
 */
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildTrainingGraph } from '../../../src/autodiff/buildTrainingGraph';
import { parseInputSpec } from '../../../src/cli/modelOptions';
import { openNative } from '../../../src/engine/backends/native';
import { batchShapes } from '../../../src/engine/data/batch';
import { openDataset } from '../../../src/engine/data/openDataset';
import { initializeState } from '../../../src/engine/initialize';
import { Generator } from '../../../src/engine/random/generator';
import { RandomInputs } from '../../../src/engine/randomInputs';
import { TrainingRun } from '../../../src/engine/trainingRun';
import { TrainingState } from '../../../src/engine/trainingState';
import { TracerClient } from '../../../src/frontends/torch/tracerClient';
import type { RunSettings } from '../../../src/protocol/engine';
import type { TraceResult } from '../../../src/protocol/tracer';
import type { StepReport } from './stepProcess';

const [file, name, shape, threads, probing, pythonPath] = process.argv.slice(2);

const settings: RunSettings = {
  seed: 0,
  data: 'random',
  shuffle: false,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false },
  learningRate: 0.01,
  probeEvery: probing === 'plain' ? 0 : 1,
  probes: probing === 'sampled' ? 'sampled' : 'exact',
};

async function traced(): Promise<TraceResult> {
  const tracer = new TracerClient({ tracerPath: path.join(import.meta.dirname, '../../../dist/tracer.js') });
  try {
    return await tracer.trace({
      file,
      name,
      arguments: undefined,
      inputs: [parseInputSpec(shape)],
      mode: 'training',
      overlays: {},
      workspaceFolders: [path.dirname(file)],
      pythonPath: pythonPath === undefined ? [] : [pythonPath],
      timeLimitSeconds: 60,
    });
  } finally {
    tracer.dispose();
  }
}

async function prepare(): Promise<{ run: TrainingRun; losses: number[] }> {
  const { trace, analysis, diagnostics } = await traced();
  if (trace === undefined || analysis === undefined) {
    throw new Error(`${file} gave no graph: ${diagnostics.map(({ message }) => message).join(' ')}`);
  }
  const merges = analysis.residualBlocks;
  const training = buildTrainingGraph(trace.graph, {
    loss: { name: 'crossEntropy' },
    update: settings,
    probes: true,
    merges,
  });
  const backend = await openNative({ threads: Number(threads) });
  const state = new TrainingState(training.state, (type) => backend.storageType(type));
  const generator = new Generator(settings.seed);
  state.assign(initializeState(trace.graph, trace.initialization, generator));
  const random = new RandomInputs(generator, training.randomInputs, (type) => backend.storageType(type));
  const drawn = await openDataset(
    settings.data,
    batchShapes(trace.graph, { name: 'crossEntropy' }),
    settings,
  );
  const batch = await drawn.train.next(0);
  const losses: number[] = [];
  const run = new TrainingRun({
    training,
    backend,
    state,
    random,
    data: { ...drawn, train: { ...drawn.train, next: () => batch } },
    merges,
    settings,
    emit: (event) => {
      if (event.kind === 'step') {
        losses.push(event.loss);
      }
    },
  });
  return { run, losses };
}

async function main(): Promise<void> {
  const idle = process.memoryUsage.rss();
  const { run, losses } = await prepare();
  for await (const line of createInterface({ input: process.stdin })) {
    const report: StepReport = { wall: [], processor: [], losses: [], idle, peak: 0 };
    losses.length = 0;
    for (let step = 0; step < Number(line); step++) {
      const start = performance.now();
      const before = process.cpuUsage();
      await run.trainStep();
      const { user, system } = process.cpuUsage(before);
      report.wall.push(performance.now() - start);
      report.processor.push((user + system) / 1000);
    }
    report.losses.push(...losses);
    process.stdout.write(JSON.stringify({ ...report, peak: process.resourceUsage().maxRSS * 1024 }) + '\n');
  }
}

void main();
