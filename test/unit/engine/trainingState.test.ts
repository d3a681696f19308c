import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StateUpdate } from '../../../src/autodiff/trainingGraph';
import { loadCheckpoint, writeCheckpoint } from '../../../src/engine/checkpoint';
import { readRecordedRun } from '../../../src/engine/recordedRun';
import { RunRecorder } from '../../../src/engine/runRecorder';
import { readStepRecords, StepRecordWriter } from '../../../src/engine/stepRecords';
import { openReference } from '../../../src/engine/backends/reference';
import { allocate, copyInto, type TensorData } from '../../../src/engine/tensorData';
import { createBuilder } from '../../../src/ops/registry';
import { TrainingState } from '../../../src/engine/trainingState';

const updates: StateUpdate[] = [
  { kind: 'parameter', path: 'weight', current: 'weight', next: 'weight/next', type: 'float32', shape: [3] },
  { kind: 'buffer', path: 'count', current: 'count', next: 'count/next', type: 'int64', shape: [] },
  { kind: 'parameter', path: 'frozen', current: 'frozen', next: undefined, type: 'float32', shape: [2] },
];
const sameType = (type: StateUpdate['type']) => type;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function stateOf(weight: number[], count: bigint): TrainingState {
  const state = new TrainingState(updates, sameType);
  state.assign(
    new Map<string, TensorData>([
      ['weight', Float32Array.from(weight)],
      ['count', BigInt64Array.of(count)],
      ['frozen', Float32Array.of(7, 8)],
    ]),
  );
  return state;
}

function contentOf(state: TrainingState): unknown {
  return Object.fromEntries(
    [...state.current].map(([name, data]) => [name, Array.from(data as Float32Array)]),
  );
}

describe('TrainingState', () => {
  it('writes where it does not read, in turns, without new arrays', () => {
    const state = stateOf([1, 2, 3], 5n);
    const [read, written] = [state.current.get('weight')!, state.next().get('weight/next')!];
    expect(written).not.toBe(read);
    expect([...state.next().keys()]).toEqual(['weight/next', 'count/next']);
    (written as Float32Array).set([4, 5, 6]);
    expect(Array.from(read as Float32Array)).toEqual([1, 2, 3]);
    state.advance();
    expect(state.current.get('weight')).toBe(written);
    expect(state.next().get('weight/next')).toBe(read);
    expect(contentOf(state)).toEqual({ weight: [4, 5, 6], count: [0n], frozen: [7, 8] });
  });

  it('is stored as wide as the backend computes', () => {
    const state = new TrainingState(updates, (type) => (type === 'float32' ? 'float64' : type));
    state.assign(new Map([['weight', Float32Array.of(0.1, 2, 3)]]));
    expect(state.current.get('weight')).toEqual(Float64Array.of(Math.fround(0.1), 2, 3));
  });
});

describe('half-precision elements', () => {
  const numbers = [0, -0, 1, -2.5, 65504, 2 ** -24, 6.103515625e-5, Infinity, -Infinity, NaN];

  it('are numbers on a backend that computes wider, and bits again where they are stored', () => {
    const half = allocate('float16', numbers.length);
    copyInto(half, Float32Array.from(numbers));
    expect([...half].slice(0, 5)).toEqual([0, 0x8000, 0x3c00, 0xc100, 0x7bff]);
    const state = new TrainingState([{ ...updates[0], type: 'float16', shape: [10] }], () => 'float64');
    state.assign(new Map([['weight', half]]));
    expect([...state.current.get('weight')!]).toEqual(numbers);
    const again = allocate('float16', numbers.length);
    copyInto(again, half);
    expect(again).toEqual(half);
  });

  it('feed the reference engine as numbers', async () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float16', shape: [2] });
    const sum = builder.add('Add', [x, x]);
    const session = await (await openReference()).create(builder.finish([sum]), [sum], 'once');
    const [fed, result] = [allocate('float16', 2), new Float64Array(2)];
    copyInto(fed, Float32Array.of(1.5, -3));
    await session.run(new Map([[x, fed]]), new Map([[sum, result]]));
    expect(result).toEqual(Float64Array.of(3, -6));
  });
});

describe('checkpoints', () => {
  it('come back bit by bit, the newest first, but none that is later than the records', () => {
    writeCheckpoint(folder, stateOf([1, 2, 3], 1n), 4, 0);
    writeCheckpoint(folder, stateOf([0.1, -0, NaN], 2n), 6, 1);
    const state = stateOf([0, 0, 0], 0n);
    expect(loadCheckpoint(folder, state, 6)).toEqual({ step: 6, nextTurn: 0, problems: [] });
    expect(contentOf(state)).toEqual({ weight: [Math.fround(0.1), -0, NaN], count: [2n], frozen: [7, 8] });
    expect(loadCheckpoint(folder, state, 5)).toEqual({ step: 4, nextTurn: 1, problems: [] });
    expect(contentOf(state)).toEqual({ weight: [1, 2, 3], count: [1n], frozen: [7, 8] });
    expect(loadCheckpoint(folder, state, 3).step).toBe(0);
  });

  it('that are cut off give way to the earlier one, and say so', () => {
    writeCheckpoint(folder, stateOf([1, 2, 3], 1n), 1, 0);
    writeCheckpoint(folder, stateOf([4, 5, 6], 2n), 2, 1);
    const file = path.join(folder, 'checkpoint-1.safetensors');
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const state = stateOf([0, 0, 0], 0n);
    const { step, problems } = loadCheckpoint(folder, state, 2);
    expect(step).toBe(1);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(file);
    expect(contentOf(state)).toMatchObject({ weight: [1, 2, 3] });
  });

  it('that cannot be finished leave nothing behind', () => {
    mkdirSync(path.join(folder, 'checkpoint-0.safetensors'));
    expect(() => writeCheckpoint(folder, stateOf([1, 2, 3], 1n), 1, 0)).toThrow();
    expect(readdirSync(folder)).toEqual(['checkpoint-0.safetensors']);
  });

  it('of another model are refused', () => {
    writeCheckpoint(folder, stateOf([1, 2, 3], 1n), 1, 0);
    const other = new TrainingState([{ ...updates[0], shape: [4] }], sameType);
    expect(() => loadCheckpoint(folder, other, 1)).toThrow("holds no 'weight' of shape [4]");
  });
});

describe('step records', () => {
  const record = (step: number, loss: number) => ({
    step,
    loss,
    metrics: { accuracy: 0.5 },
    milliseconds: 1,
    probed: false,
  });

  it('come back exactly, losses that are no numbers as NaN, and a torn last line is removed', () => {
    const file = path.join(folder, 'steps.jsonl');
    expect(readStepRecords(file)).toEqual([]);
    new StepRecordWriter(file).append(record(1, Math.fround(0.1)));
    new StepRecordWriter(file).append(record(2, Infinity));
    writeFileSync(file, readFileSync(file, 'utf8') + '{"step":3,');
    expect(readStepRecords(file)).toEqual([record(1, Math.fround(0.1)), record(2, NaN)]);
    new StepRecordWriter(file).append(record(3, 1));
    expect(readStepRecords(file)).toHaveLength(3);
  });

  it('with a step missing or a damaged line are refused', () => {
    const file = path.join(folder, 'steps.jsonl');
    new StepRecordWriter(file).append(record(1, 1));
    new StepRecordWriter(file).append(record(3, 1));
    expect(() => readStepRecords(file)).toThrow('not the record of step 2');
    writeFileSync(file, 'nonsense\n');
    expect(() => readStepRecords(file)).toThrow('not the record of step 1');
  });
});

describe('RunRecorder', () => {
  it('writes checkpoints in turns', () => {
    const notices: string[] = [];
    const state = stateOf([1, 2, 3], 1n);
    const recorder = new RunRecorder(folder, state, { step: 0, nextTurn: 0 }, (message) =>
      notices.push(message),
    );
    const record = { loss: 1, metrics: {}, milliseconds: 1e9, probed: false };
    recorder.record({ ...record, step: 1 });
    recorder.record({ ...record, step: 2 });
    expect(readdirSync(folder).sort()).toEqual([
      'checkpoint-0.safetensors',
      'checkpoint-1.safetensors',
      'steps.jsonl',
    ]);
    expect(loadCheckpoint(folder, state, 2)).toMatchObject({ step: 2, nextTurn: 0 });
  });

  it('tells once that the disk takes no more, and writes what is missing as soon as there is room', () => {
    const notices: string[] = [];
    const recorder = new RunRecorder(folder, stateOf([1, 2, 3], 1n), { step: 0, nextTurn: 0 }, (message) =>
      notices.push(message),
    );
    const record = { loss: 1, metrics: {}, milliseconds: 1e9, probed: false };
    const records = path.join(folder, 'steps.jsonl');
    recorder.record({ ...record, step: 1 });
    // Neither a file nor a folder of this name can be written to.
    renameSync(records, `${records}.aside`);
    mkdirSync(records);
    mkdirSync(path.join(folder, 'checkpoint-1.safetensors'));
    recorder.record({ ...record, step: 2 });
    recorder.record({ ...record, step: 3 });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^The run cannot be written to '.*' \(EISDIR.*\); it goes on, and its steps are written as soon as there is room\.$/,
    );
    rmSync(records, { recursive: true });
    renameSync(`${records}.aside`, records);
    recorder.record({ ...record, step: 4 });
    expect(readStepRecords(records).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    // Only the checkpoint is still in the way.
    rmSync(path.join(folder, 'checkpoint-1.safetensors'), { recursive: true });
    recorder.record({ ...record, step: 5 });
    expect(loadCheckpoint(folder, stateOf([0, 0, 0], 0n), 5).step).toBe(5);
    expect(notices).toHaveLength(1);
  });

  it('keeps steps after a checkpoint has failed', () => {
    const recorder = new RunRecorder(
      folder,
      stateOf([1, 2, 3], 1n),
      { step: 0, nextTurn: 0 },
      () => undefined,
    );
    mkdirSync(path.join(folder, 'checkpoint-0.safetensors'));
    const record = { loss: 1, metrics: {}, milliseconds: 1e9, probed: false };
    recorder.record({ ...record, step: 1 });
    recorder.record({ ...record, step: 2 });
    expect(readStepRecords(path.join(folder, 'steps.jsonl'))).toHaveLength(2);
  });

  it('keeps the numbers of ever fewer steps, not-a-number and infinity among them as not-a-number', async () => {
    const recorder = new RunRecorder(
      folder,
      stateOf([1, 2, 3], 1n),
      { step: 0, nextTurn: 0 },
      () => undefined,
    );
    for (let step = 1; step <= 200; step++) {
      if (recorder.wantsOverlay(step)) {
        recorder.keepOverlay({
          step,
          loss: step === 1 ? Infinity : step,
          modules: {},
          merges: [],
          parameterGradient: {},
        });
      }
    }
    appendFileSync(path.join(folder, 'overlays.jsonl'), '{"step": 201, "lo');
    const kept = (await readRecordedRun(folder)).overlays;
    expect(kept.slice(0, 3).map(({ step, loss }) => [step, loss])).toEqual([
      [1, NaN],
      [2, 2],
      [3, 3],
    ]);
    expect(kept.length).toBeLessThan(50);
    expect(kept.at(-1)!.step).toBeGreaterThan(180);
  });
});
