import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../../../src/engine/checkpoint';
import { Engine } from '../../../../src/engine/engine';
import { TrainingState } from '../../../../src/engine/trainingState';
import { float, int, ints, string } from '../../../../src/graph/attributes';
import type { GraphBuilder } from '../../../../src/graph/builder';
import type { Shape } from '../../../../src/graph/shape';
import type { ValueName } from '../../../../src/graph/value';
import { createBuilder } from '../../../../src/ops/registry';
import {
  type BackendName,
  backendNames,
  type EngineEvent,
  type RunModel,
  type RunSettings,
} from '../../../../src/protocol/engine';

const steps = 4;
/** Of losses, gradients and parameters in float32, relative to the largest of their kind. */
const tolerance = 2e-5;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-backends-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Network {
  readonly builder: GraphBuilder;
  /** A parameter that begins uniformly distributed around zero, or with a number where one is given. */
  readonly parameter: (path: string, shape: Shape, value?: number) => ValueName;
}

const networks: Readonly<Record<string, (network: Network) => ValueName>> = {
  'convolutions with batch normalisation': ({ builder, parameter }) => {
    const x = builder.addInput('x', { type: 'float32', shape: [4, 3, 8, 8] });
    const convolved = builder.add('Conv', [x, parameter('stem', [6, 3, 3, 3])], { pads: ints([1, 1, 1, 1]) });
    const [mean, variance] = ['mean', 'variance'].map((name) =>
      builder.addBuffer(name, { type: 'float32', shape: [6] }, true),
    );
    const [normal, nextMean, nextVariance] = builder.addNode({
      operator: 'BatchNormalization',
      inputs: [convolved, parameter('scale', [6], 1), parameter('shift', [6], 0), mean, variance],
      attributes: { training_mode: int(1), momentum: float(0.9) },
      outputCount: 3,
    });
    builder.updateBuffer(mean, nextMean);
    builder.updateBuffer(variance, nextVariance);
    const [pooled] = builder.addNode({
      operator: 'MaxPool',
      inputs: [builder.add('Relu', [normal])],
      attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]) },
      outputCount: 2,
    });
    const depthwise = builder.add('Conv', [pooled, parameter('depthwise', [6, 1, 3, 3])], {
      pads: ints([1, 1, 1, 1]),
      group: int(6),
    });
    const sum = builder.add('Add', [pooled, depthwise]);
    const flat = builder.add('Flatten', [builder.add('GlobalAveragePool', [sum])]);
    return builder.add('Gemm', [flat, parameter('head', [5, 6]), parameter('bias', [5])], { transB: int(1) });
  },
  'a transformer block': ({ builder, parameter }) => {
    const x = builder.addInput('x', { type: 'float32', shape: [4, 5, 8] });
    const normal = builder.add('LayerNormalization', [
      x,
      parameter('scale', [8], 1),
      parameter('shift', [8], 0),
    ]);
    const [query, key, value] = ['query', 'key', 'value'].map((name) =>
      builder.add('MatMul', [normal, parameter(name, [8, 8])]),
    );
    const turned = builder.add('Transpose', [key], { perm: ints([0, 2, 1]) });
    const scores = builder.add('Mul', [
      builder.add('MatMul', [query, turned]),
      builder.scalar('float32', 8 ** -0.5),
    ]);
    const attended = builder.add('MatMul', [builder.add('Softmax', [scores], { axis: int(-1) }), value]);
    const sum = builder.add('Add', [x, attended]);
    const hidden = builder.add('Gelu', [builder.add('MatMul', [sum, parameter('up', [8, 12])])], {
      approximate: string('tanh'),
    });
    const merged = builder.add('Add', [sum, builder.add('MatMul', [hidden, parameter('down', [12, 8])])]);
    const mean = builder.add('ReduceMean', [merged, builder.int64s([1])], { keepdims: int(0) });
    return builder.add('MatMul', [mean, parameter('head', [8, 3])]);
  },
  'a recurrent network': ({ builder, parameter }) => {
    const x = builder.addInput('x', { type: 'float32', shape: [6, 4, 3] });
    const [, last] = builder.addNode({
      operator: 'LSTM',
      inputs: [x, parameter('w', [1, 20, 3]), parameter('r', [1, 20, 5]), parameter('b', [1, 40])],
      attributes: { hidden_size: int(5) },
      outputCount: 3,
    });
    const state = builder.add('Squeeze', [last, builder.int64s([0])]);
    return builder.add('MatMul', [state, parameter('head', [5, 3])]);
  },
};

const optimizers: Readonly<Record<string, RunSettings['optimizer']>> = {
  'momentum and weight decay': { name: 'sgd', momentum: 0.9, weightDecay: 1e-3, nesterov: false },
  Adam: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
};

describe.each(Object.keys(networks))('%s', (name) => {
  it.each(Object.keys(optimizers))('is trained alike on every backend by %s', async (optimizer) => {
    const reference = await train(name, optimizer, 'reference');
    expect(new Set(reference.losses).size).toBe(steps);
    for (const backend of backendNames.filter((other) => other !== 'reference')) {
      const actual = await train(name, optimizer, backend);
      expect(actual.notices, backend).toEqual([]);
      for (const kind of ['losses', 'gradients', 'parameters'] as const) {
        expect(relativeError(actual[kind], reference[kind]), `${kind} on ${backend}`).toBeLessThan(tolerance);
      }
    }
  });
});

interface Training {
  readonly losses: readonly number[];
  /** Norms, parameter by parameter, of the last step. */
  readonly gradients: readonly number[];
  /** All elements after the last step. */
  readonly parameters: readonly number[];
  readonly notices: readonly string[];
}

async function train(network: string, optimizer: string, backend: BackendName): Promise<Training> {
  const model = modelOf(networks[network]);
  const settings: RunSettings = {
    seed: 3,
    backend,
    data: 'random',
    shuffle: false,
    optimizer: optimizers[optimizer],
    learningRate: 0.02,
    probeEvery: 1,
    steps,
    folder: path.join(folder, backend),
  };
  const seen = await new Promise<EngineEvent[]>((resolve) => {
    const events: EngineEvent[] = [];
    const engine = new Engine((event) => {
      events.push(event);
      if (event.kind === 'state' && (event.state === 'finished' || event.state === 'failed')) {
        resolve(events);
      }
    });
    engine.receive({ kind: 'open', model, settings, resume: false });
    engine.receive({ kind: 'train' });
  });
  expect(seen.filter(({ kind }) => kind === 'error')).toEqual([]);
  const type = backend === 'reference' ? 'float64' : 'float32';
  const parameters = [...model.trace.graph.values.values()].filter(({ role }) => role.kind === 'parameter');
  const state = new TrainingState(
    parameters.map(({ name, shape }) => ({
      kind: 'parameter',
      path: name,
      current: name,
      next: undefined,
      type,
      shape,
    })),
    () => type,
  );
  expect(loadCheckpoint(path.join(folder, backend), state, steps).step).toBe(steps);
  const overlay = seen.flatMap((event) => (event.kind === 'overlay' ? [event.overlay] : [])).at(-1)!;
  return {
    losses: seen.flatMap((event) => (event.kind === 'step' ? [event.loss] : [])),
    gradients: parameters.map(({ name }) => overlay.parameterGradient[name]),
    parameters: parameters.flatMap(({ name }) => Array.from(state.current.get(name)!, Number)),
    notices: seen.flatMap((event) => (event.kind === 'notice' ? [event.message] : [])),
  };
}

function modelOf(build: (network: Network) => ValueName): RunModel {
  const builder = createBuilder();
  const initialization: RunModel['trace']['initialization'][number][] = [];
  builder.addModule({
    path: '',
    type: 'Network',
    isUserDefined: true,
    description: '',
    parameters: [],
    buffers: [],
  });
  const call = builder.addCall({ module: '', spans: [], inputs: [] });
  builder.origin = { stage: 'forward', call, spans: [] };
  const output = build({
    builder,
    parameter(name, shape, value) {
      const target = builder.addParameter(name, { type: 'float32', shape }, true);
      initialization.push({
        target,
        shape,
        fill: value === undefined ? { kind: 'uniform', low: -0.4, high: 0.4 } : { kind: 'constant', value },
      });
      return target;
    },
  });
  builder.finishCall(call, [output]);
  return {
    trace: {
      model: 'Network()',
      file: '/models/network.py',
      mode: 'training',
      complete: true,
      graph: builder.finish([output]),
      initialization,
      diagnostics: [],
      inertImports: [],
    },
    merges: [],
  };
}

function relativeError(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]))) / scale;
}
