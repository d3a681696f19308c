import { describe, expect, it } from 'vitest';
import { buildTrainingGraph, chooseLoss } from '../../../src/autodiff/buildTrainingGraph';
import type { statisticNames } from '../../../src/autodiff/trainingGraph';
import {
  type MergeSides,
  type ProbeRow,
  type TrainingGraph,
  type TrainingGraphOptions,
} from '../../../src/autodiff/trainingGraph';
import { readCarefulProbes } from '../../../src/autodiff/readProbes';
import type { Graph } from '../../../src/graph/graph';
import { nodesFor } from '../../../src/graph/nodesFor';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';
import { numericalGradient } from './finiteDifferences';
import { feedsFor, type Network, residualNetwork } from './residualNetwork';

const update = {
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0.01, nesterov: false },
} as const;
const pass: TrainingGraphOptions = { loss: { name: 'crossEntropy' }, probes: true, merges: [] };

function mergesOf({ graph, identity, projection }: Network): MergeSides[] {
  const producer = (value: string): string => graph.nodes.find(({ outputs }) => outputs[0] === value)!.name;
  const within = (call: string, stop: string): string[] =>
    nodesFor(graph, [stop])
      .filter(({ origin }) => graph.calls[origin.call].module === call)
      .map(({ name }) => name);
  return [
    {
      path: 'block1',
      merge: producer(identity.merge),
      fork: identity.fork,
      branch: { nodes: within('block1', identity.branch), value: identity.branch },
      shortcut: { nodes: [], value: identity.fork },
    },
    {
      path: 'block2',
      merge: producer(projection.merge),
      fork: projection.fork,
      branch: { nodes: within('block2', projection.branch), value: projection.branch },
      shortcut: { nodes: within('block2', projection.shortcut), value: projection.shortcut },
    },
  ];
}

function statistic(training: TrainingGraph, name: (typeof statisticNames)[number], wanted: ProbeRow): number {
  const { careful, rows } = training.probes!;
  const results = evaluateGraph(training.graph, feedsFor(training.graph), careful);
  const row = rows.findIndex((candidate) => JSON.stringify(candidate) === JSON.stringify(wanted));
  expect(row, JSON.stringify(wanted)).toBeGreaterThanOrEqual(0);
  return readCarefulProbes(training.probes!, (output) => results.get(output)!.data)[row][name];
}

function norm(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

describe('the training graph of a residual network', () => {
  const network = residualNetwork();
  const training = buildTrainingGraph(network.graph, { ...pass, merges: mergesOf(network) });
  const numerical = (value: string): Float64Array =>
    numericalGradient(training.graph, feedsFor(training.graph), training.loss, value);

  it('has the norm of the gradient of every trainable parameter', () => {
    for (const path of training.parameterGradients.keys()) {
      const l2 = statistic(training, 'l2', { kind: 'parameterGradient', parameter: path });
      expect(l2 / norm(numerical(path))).toBeCloseTo(1, 6);
    }
    expect(training.parameterGradients.size).toBe(11);
  });

  it('probes the output of every module and the gradient that reaches it', () => {
    const outputs = {
      '': network.graph.outputs[0],
      stem: network.identity.fork,
      block1: network.identity.merge,
    };
    for (const [module, value] of Object.entries(outputs)) {
      const activation = evaluateGraph(training.graph, feedsFor(training.graph), [value]).get(value)!.data;
      expect(statistic(training, 'l2', { kind: 'activation', module }) / norm(activation)).toBeCloseTo(1, 12);
      expect(statistic(training, 'l2', { kind: 'gradient', module }) / norm(numerical(value))).toBeCloseTo(
        1,
        6,
      );
    }
    const modules = training.probes!.rows.flatMap((row) => (row.kind === 'gradient' ? [row.module] : []));
    expect(new Set(modules)).toEqual(new Set(network.graph.modules.keys()));
  });

  it('probes both sides of a merge', () => {
    const gradientOf = (kind: 'branchGradient' | 'shortcutGradient', merge: string): number =>
      statistic(training, 'l2', { kind, merge });
    // Through the identity flows just what reaches the merge.
    expect(gradientOf('shortcutGradient', 'block1') / norm(numerical(network.identity.merge))).toBeCloseTo(
      1,
      6,
    );
    // Sums of elements add up, norms do not.
    for (const [merge, fork] of [
      ['block1', network.identity.fork],
      ['block2', network.projection.fork],
    ]) {
      const elements = numerical(fork);
      const total = elements.reduce((sum, element) => sum + element, 0) / elements.length;
      const branch = statistic(training, 'mean', { kind: 'branchGradient', merge });
      const shortcut = statistic(training, 'mean', { kind: 'shortcutGradient', merge });
      expect(branch + shortcut).toBeCloseTo(total, 8);
      expect(Math.abs(branch)).toBeGreaterThan(1e-6);
      expect(Math.abs(shortcut)).toBeGreaterThan(1e-6);
    }
    const branch = evaluateGraph(training.graph, feedsFor(training.graph), [network.projection.branch]);
    expect(statistic(training, 'l2', { kind: 'branchActivation', merge: 'block2' })).toBeCloseTo(
      norm(branch.get(network.projection.branch)!.data),
      12,
    );
  });

  it('takes a target and gives loss and predictions', () => {
    expect(training.target).toMatchObject({ name: 'target', type: 'int64', shape: [3] });
    expect(training.predictions).toEqual(network.graph.outputs);
    expect(training.stepInputs).toEqual([]);
    expect(training.graph.outputs).toContain(training.loss);
  });

  it('has no node that no output needs', () => {
    expect(nodesFor(training.graph, training.graph.outputs)).toHaveLength(training.graph.nodes.length);
  });

  it('descends along the gradient when it has an optimizer', () => {
    const trained = buildTrainingGraph(network.graph, { ...pass, probes: false, update });
    expect(trained.probes).toBeUndefined();
    let feeds = new Map([...feedsFor(trained.graph)]);
    for (const { kind, current } of trained.state) {
      const at = feeds.get(current)!;
      feeds.set(current, kind === 'optimizer' ? { ...at, data: at.data.map(() => 0) } : at);
    }
    for (const { value, at } of trained.stepInputs) {
      feeds.set(value, { ...feeds.get(value)!, data: Float64Array.of(at(1, 0.05)) });
    }
    const losses: number[] = [];
    for (let step = 0; step < 12; step++) {
      const results = evaluateGraph(trained.graph, feeds, trained.graph.outputs);
      losses.push(results.get(trained.loss)!.data[0]);
      feeds = new Map([
        ...feeds,
        ...trained.state.map(({ current, next }) => [current, results.get(next!)!] as const),
      ]);
    }
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]);
    expect(trained.state.filter(({ kind }) => kind === 'optimizer').map(({ path }) => path)).toContain(
      'momentum/head.weight',
    );
  });
});

describe('frozen parameters', () => {
  const frozen = ['stem.weight', 'stem.bias'];
  const network = residualNetwork({ frozen });
  const training = buildTrainingGraph(network.graph, { ...pass, update });

  it('have no gradient, and neither has what depends on them alone', () => {
    const gradients = training.probes!.rows.flatMap((row) => (row.kind === 'gradient' ? [row.module] : []));
    const activations = training.probes!.rows.flatMap((row) =>
      row.kind === 'activation' ? [row.module] : [],
    );
    expect(gradients).not.toContain('stem');
    expect(activations).toContain('stem');
    expect([...training.parameterGradients.keys()].filter((path) => frozen.includes(path))).toEqual([]);
  });

  it('are state that no step replaces', () => {
    const state = training.state.filter(({ path }) => frozen.includes(path));
    expect(state.map(({ kind, next }) => [kind, next])).toEqual([
      ['parameter', undefined],
      ['parameter', undefined],
    ]);
  });
});

describe('buffers', () => {
  it('become state that a step replaces', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2, 3] });
    const mean = builder.addBuffer('running_mean', { type: 'float32', shape: [3] }, true);
    const scale = builder.addParameter('scale', { type: 'float32', shape: [3] }, true);
    const next = builder.add('Add', [mean, mean]);
    builder.updateBuffer(mean, next);
    const training = buildTrainingGraph(builder.finish([builder.add('Mul', [x, scale])]), {
      ...pass,
      loss: { name: 'meanSquaredError' },
      probes: false,
    });
    expect(training.state).toContainEqual({
      kind: 'buffer',
      path: 'running_mean',
      current: mean,
      next,
      type: 'float32',
      shape: [3],
    });
    expect(training.graph.outputs).toContain(next);
  });
});

describe('the choice of the loss', () => {
  const graphWith = (shape: readonly number[]): Graph => {
    const builder = createBuilder();
    return builder.finish([builder.addInput('x', { type: 'float32', shape })]);
  };
  it('is cross entropy for rows of logits and mean squared error otherwise', () => {
    expect(chooseLoss(graphWith([4, 10]))).toEqual({ name: 'crossEntropy' });
    expect(chooseLoss(graphWith([4, 3, 8, 8]))).toEqual({ name: 'meanSquaredError' });
    expect(chooseLoss(graphWith([4]))).toEqual({ name: 'meanSquaredError' });
  });
  it('refuses cross entropy where the output has no classes', () => {
    expect(() => buildTrainingGraph(graphWith([4]), { ...pass, probes: false })).toThrow(
      'Cross entropy needs floating-point logits of shape N×C or N×C×…, but the model gives float32 4',
    );
    expect(() => buildTrainingGraph(createBuilder().finish([]), pass)).toThrow('The model returns no tensor');
  });
});
