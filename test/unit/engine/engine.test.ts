import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint, removeCheckpoints } from '../../../src/engine/checkpoint';
import { Engine } from '../../../src/engine/engine';
import { fillIntegers } from '../../../src/engine/random/integers';
import { fillNormal } from '../../../src/engine/random/normal';
import { Generator } from '../../../src/engine/random/generator';
import { float, int } from '../../../src/graph/attributes';
import { filled } from '../../../src/graph/tensor';
import type { StateUpdate } from '../../../src/autodiff/trainingGraph';
import { createBuilder } from '../../../src/ops/registry';
import type {
  BackendName,
  EngineEvent,
  EngineRequest,
  RunModel,
  RunSettings,
} from '../../../src/protocol/engine';
import { TrainingState } from '../../../src/engine/trainingState';
import { residualModel, withDropout } from './residualModel';

const settings: RunSettings = {
  seed: 0,
  backend: 'reference',
  data: 'random',
  shuffle: false,
  optimizer: { name: 'sgd', momentum: 0, weightDecay: 0, nesterov: false },
  learningRate: 0.05,
  probeEvery: 0,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lets an engine in this process obey `requests`; `onEvent` may send it more. @returns its events, once it has finished. */
function events(
  requests: readonly EngineRequest[],
  onEvent: (event: EngineEvent, engine: Engine) => void = () => undefined,
): Promise<EngineEvent[]> {
  return new Promise((resolve) => {
    const seen: EngineEvent[] = [];
    const engine = new Engine((event) => {
      seen.push(event);
      onEvent(event, engine);
      if (event.kind === 'state' && (event.state === 'finished' || event.state === 'failed')) {
        resolve(seen);
      }
    });
    requests.forEach((request) => engine.receive(request));
  });
}

const open = (model: RunModel, changes: Partial<RunSettings>, resume = false): EngineRequest => ({
  kind: 'open',
  model,
  settings: { ...settings, ...changes },
  resume,
});

it('goes on training after a pass that is asked for meanwhile', async () => {
  const seen = await events([open(residualModel(), { steps: 4 }), { kind: 'train' }], (event, engine) => {
    if (event.kind === 'step' && event.step === 2) {
      engine.receive({ kind: 'runOnce' });
      engine.receive({ kind: 'train' });
      engine.receive({ kind: 'runOnce' });
    }
  });
  expect(seen.map((event) => (event.kind === 'state' ? event.state : event.kind))).toEqual(
    'preparing ready training step step overlay overlay step step finished'.split(' '),
  );
});

describe('a model that draws random numbers', () => {
  const losses = (seen: readonly EngineEvent[]): number[] =>
    seen.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
  const train = (model: RunModel, changes: Partial<RunSettings>, resume = false) =>
    events([open(model, changes, resume), { kind: 'train' }]);

  it.each([
    ['Dropout', 'reference', withDropout],
    ['Dropout', 'native', withDropout],
    ['RandomNormalLike', 'native', withNoise],
  ] as const)('for %s continues on the %s engine as if it had never stopped', async (_, backend, drawing) => {
    const model = drawing(residualModel());
    const whole = losses(await train(model, { backend, steps: 6 }));
    expect(new Set(whole).size).toBe(6);

    const first = losses(await train(model, { backend, steps: 3, folder }));
    const fromCheckpoint = await train(model, { backend, steps: 5, folder }, true);
    removeCheckpoints(folder);
    const fromRecords = await train(model, { backend, steps: 6, folder }, true);
    expect([...fromCheckpoint, ...fromRecords].filter(({ kind }) => kind === 'error')).toEqual([]);
    expect([...first, ...losses(fromCheckpoint), ...losses(fromRecords)]).toEqual(whole);
  });

  it('draws in a pass what the next step draws', async () => {
    const seen = await events([
      open(withDropout(residualModel()), { steps: 1 }),
      { kind: 'runOnce' },
      { kind: 'runOnce' },
      { kind: 'train' },
    ]);
    const [step] = losses(seen);
    expect(seen.flatMap((event) => (event.kind === 'overlay' ? [event.overlay.loss] : []))).toEqual([
      step,
      step,
    ]);
  });
});

/** The output with noise, as a variational autoencoder samples. */
function withNoise(model: RunModel): RunModel {
  const builder = createBuilder(model.trace.graph);
  const [output] = model.trace.graph.outputs;
  const noisy = builder.add('Add', [output, builder.add('RandomNormalLike', [output])]);
  return { ...model, trace: { ...model.trace, graph: builder.finish([noisy]) } };
}

it.each<BackendName>(['native', 'wasm', 'reference'])(
  'keeps buffers whose next content no node of their own makes, on the %s engine',
  async (backend) => {
    const model = residualModel();
    const builder = createBuilder(model.trace.graph);
    const buffer = (path: string) => builder.addBuffer(path, { type: 'float32', shape: [] }, true);
    const [constant, first, second, late] = ['constant', 'first', 'second', 'late'].map(buffer);
    const [input] = model.trace.graph.inputs;
    const largest = builder.add('ReduceMax', [input, builder.int64s([0, 1])], { keepdims: int(0) });
    builder.updateBuffer(constant, builder.scalar('float32', 7));
    builder.updateBuffer(first, largest);
    builder.updateBuffer(second, largest);
    builder.updateBuffer(late, constant);
    const trace = { ...model.trace, graph: builder.finish(model.trace.graph.outputs) };
    const seen = await events([open({ ...model, trace }, { backend, steps: 2, folder }), { kind: 'train' }]);
    expect(seen.filter(({ kind }) => kind === 'error')).toEqual([]);

    const type = backend === 'reference' ? 'float64' : 'float32';
    const kept = new TrainingState(
      [constant, first, second, late].map((name): StateUpdate => ({
        kind: 'buffer',
        path: name,
        current: name,
        next: undefined,
        type,
        shape: [],
      })),
      () => type,
    );
    expect(loadCheckpoint(folder, kept, 2).step).toBe(2);
    const content = [constant, first, second, late].map((name) => Number(kept.current.get(name)![0]));
    expect(content[1]).toBeGreaterThan(1);
    expect(content).toEqual([7, content[1], content[1], 7]);
  },
);

describe('settings of a training', () => {
  const losses = (seen: readonly EngineEvent[]): number[] =>
    seen.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
  const train = (model: RunModel, changes: Partial<RunSettings>, resume = false) =>
    events([open(model, changes, resume), { kind: 'train' }]);

  it('continue exactly, with accumulation, averages, clipping and a schedule', async () => {
    const changes: Partial<RunSettings> = {
      backend: 'native',
      optimizer: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
      schedule: { name: 'cosine', minimum: 0 },
      warmUpSteps: 2,
      clip: { by: 'norm', limit: 0.5 },
      accumulate: 3,
      averageDecay: 0.9,
      steps: 6,
    };
    const model = withDropout(residualModel());
    const whole = losses(await train(model, changes));
    expect(new Set(whole).size).toBe(6);
    const first = await events([open(model, { ...changes, folder }), { kind: 'train' }], (event, engine) => {
      if (event.kind === 'step' && event.step === 2) {
        engine.receive({ kind: 'stop' });
      }
    });
    const rest = await train(model, { ...changes, folder }, true);
    expect([...first, ...rest].filter(({ kind }) => kind === 'error')).toEqual([]);
    expect([...losses(first), ...losses(rest)]).toEqual(whole);
  });

  it('refuse an evaluation where nothing is held out', async () => {
    const seen = await train({ ...residualModel(), evaluation: residualModel().trace }, { evaluateEvery: 2 });
    expect(seen).toContainEqual({
      kind: 'error',
      message: 'Of random nothing is held out that could be evaluated; give --split a share, such as 0.1.',
    });
  });
});

it.each<BackendName>(['native', 'wasm', 'reference'])(
  'moves running statistics as PyTorch does, step after step, on the %s engine',
  async (backend) => {
    const model = residualModel();
    const builder = createBuilder(model.trace.graph);
    const [input] = model.trace.graph.inputs;
    const type = { type: 'float32', shape: [16] } as const;
    const [mean, variance] = ['mean', 'variance'].map((path) => builder.addBuffer(path, type, true));
    const [ones, zeros] = [1, 0].map((value) => builder.constant(filled('float32', [16], value)));
    const [, batchMean, batchVariance] = builder.addNode({
      operator: 'BatchNormalization',
      inputs: [input, ones, zeros, mean, variance],
      attributes: { training_mode: int(1), momentum: float(0) },
      outputCount: 3,
    });
    const share = builder.scalar('float32', 0.25);
    for (const [buffer, batch] of [
      [mean, batchMean],
      [variance, batchVariance],
    ]) {
      const moved = builder.add('Mul', [builder.add('Sub', [batch, buffer]), share]);
      builder.updateBuffer(buffer, builder.add('Add', [buffer, moved]));
    }
    const trace = { ...model.trace, graph: builder.finish(model.trace.graph.outputs) };
    const seen = await events([open({ ...model, trace }, { backend, steps: 3, folder }), { kind: 'train' }]);
    expect(seen.filter(({ kind }) => kind === 'error')).toEqual([]);

    const drawn = new Generator(1);
    const [expectedMean, expectedVariance] = [new Float64Array(16), new Float64Array(16)];
    for (let step = 0; step < 3; step++) {
      const x = new Float32Array(8 * 16);
      fillNormal(drawn, x);
      fillIntegers(drawn, new Float64Array(8), 0, 3);
      for (let channel = 0; channel < 16; channel++) {
        const column = Array.from({ length: 8 }, (_, row) => x[row * 16 + channel]);
        const average = column.reduce((sum, element) => sum + element, 0) / 8;
        const spread = column.reduce((sum, element) => sum + (element - average) ** 2, 0) / 8;
        expectedMean[channel] += (average - expectedMean[channel]) / 4;
        expectedVariance[channel] += (spread - expectedVariance[channel]) / 4;
      }
    }
    const stored = backend === 'reference' ? 'float64' : 'float32';
    const kept = new TrainingState(
      [mean, variance].map((name): StateUpdate => ({
        ...{ kind: 'buffer', path: name, current: name, next: undefined },
        ...{ type: stored, shape: [16] },
      })),
      () => stored,
    );
    loadCheckpoint(folder, kept, 3);
    for (const [name, expected] of [
      [mean, expectedMean],
      [variance, expectedVariance],
    ] as const) {
      const content = kept.current.get(name)!;
      const errors = Array.from(expected, (element, at) => Math.abs(Number(content[at]) - element));
      expect(Math.max(...errors), name).toBeLessThan(1e-6);
    }
  },
);
