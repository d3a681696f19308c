import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StateUpdate } from '../../src/autodiff/trainingGraph';
import { loadCheckpoint, writeCheckpoint } from '../../src/engine/checkpoint';
import { readRecordedRun } from '../../src/engine/recordedRun';
import { readRun } from '../../src/engine/runList';
import { writeRunDescription } from '../../src/engine/runFolder';
import { readStepRecords, StepRecordWriter } from '../../src/engine/stepRecords';
import { TrainingState } from '../../src/engine/trainingState';
import type { Format } from './format';

const updates: StateUpdate[] = [
  { kind: 'parameter', path: 'weight', current: 'w', next: 'w/next', type: 'float32', shape: [3, 2] },
  { kind: 'buffer', path: 'count', current: 'c', next: 'c/next', type: 'int64', shape: [] },
  {
    kind: 'optimizer',
    path: 'momentum/weight',
    current: 'm',
    next: 'm/next',
    type: 'float32',
    shape: [3, 2],
  },
];

/** The files of a run that has three steps behind it. */
function runFiles(): Record<'steps.jsonl' | 'settings.json' | 'checkpoint-0.safetensors', Buffer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skipline-run-'));
  try {
    const writer = new StepRecordWriter(path.join(folder, 'steps.jsonl'));
    for (const step of [1, 2, 3]) {
      writer.append({
        step,
        loss: 1 / step,
        metrics: { accuracy: 0.5 },
        milliseconds: 2,
        probed: step === 1,
      });
    }
    writeCheckpoint(folder, new TrainingState(updates, (type) => type), 3, 0);
    writeRunDescription(folder, {
      model: 'Net()',
      file: '/models/net.py',
      fingerprint: '0123456789abcdef',
      batchSize: 8,
      started: '2026-01-01T00:00:00.000Z',
      settings: {
        seed: 0,
        data: 'random',
        shuffle: true,
        optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false },
        learningRate: 0.1,
        probeEvery: 1,
      },
    });
    const read = (name: string) => readFileSync(path.join(folder, name));
    return {
      'steps.jsonl': read('steps.jsonl'),
      'settings.json': read('settings.json'),
      'checkpoint-0.safetensors': read('checkpoint-0.safetensors'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sound = runFiles();

const overlay = {
  step: 1,
  loss: 0.5,
  modules: { conv: { activation: { mean: 0, std: 1, l2: 2, min: -1, max: 1, zeros: 0, nonFinite: 0 } } },
  merges: [],
  parameterGradient: { 'conv.weight': 0.25 },
};

export const runFormats: readonly Format[] = [
  {
    name: 'run-records',
    file: 'steps.jsonl',
    seeds: [sound['steps.jsonl']],
    read: (file) => {
      readStepRecords(file);
      return [];
    },
  },
  {
    name: 'run-settings',
    file: 'settings.json',
    seeds: [sound['settings.json']],
    beside: { 'steps.jsonl': sound['steps.jsonl'] },
    read: (file) => {
      readRun(path.dirname(file));
      return [];
    },
  },
  {
    name: 'run-checkpoint',
    file: 'checkpoint-0.safetensors',
    seeds: [sound['checkpoint-0.safetensors']],
    read: (file) =>
      loadCheckpoint(path.dirname(file), new TrainingState(updates, (type) => type), 3).problems,
  },
  {
    name: 'run-overlays',
    file: 'overlays.jsonl',
    seeds: [Buffer.from(`\n${JSON.stringify(overlay)}\n\n${JSON.stringify({ ...overlay, step: 2 })}\n`)],
    read: async (file) => {
      await readRecordedRun(path.dirname(file));
      return [];
    },
  },
];
