import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelRun } from '../../../src/editor/modelRun';
import { EngineClient } from '../../../src/engine/engineClient';
import { readRecordedRun } from '../../../src/engine/recordedRun';
import { loadWeights } from '../../../src/engine/weights/loadWeights';
import type { RunSettings } from '../../../src/protocol/engine';
import { bundleEngine } from '../../support/engineBundle';
import { residualModel } from '../engine/residualModel';

vi.mock('vscode', () => import('./fakeVscode'));

let program: string;
let folder: string;
let runs: ModelRun[];
beforeAll(async () => {
  program = await bundleEngine();
});
afterAll(() => rmSync(program));
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-run-'));
  runs = [];
});
afterEach(() => {
  runs.forEach((run) => run.dispose());
  rmSync(folder, { recursive: true, force: true });
});

const model = residualModel();
const settings = (steps: number): RunSettings => ({
  seed: 0,
  data: 'random',
  shuffle: false,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 1e-4, nesterov: false },
  learningRate: 0.05,
  probeEvery: 1,
  folder: path.join(folder, 'run'),
  steps,
});

function runOf(steps: number, record?: Awaited<ReturnType<typeof readRecordedRun>>): ModelRun {
  const start = () => new EngineClient({ enginePath: program });
  const recording = record && { record, isOfOtherText: false };
  const run = new ModelRun({} as never, model, settings(steps), start, recording);
  runs.push(run);
  return run;
}

async function trained(steps: number): Promise<ModelRun> {
  const run = runOf(steps);
  run.train();
  await expect.poll(() => run.state, { timeout: 60_000 }).toBe('finished');
  return run;
}

describe('a run that is on the disk', () => {
  it('is shown again without an engine: its whole curve, and its numbers step by step', async () => {
    const first = await trained(6);
    const recorded = await readRecordedRun(settings(6).folder!);
    vi.useFakeTimers();
    try {
      const again = runOf(6, recorded);
      expect([again.state, again.step, again.stepsDone, again.isAtWork]).toEqual(['replaying', 1, 6, false]);
      expect(again.losses).toEqual(first.losses);
      const steps = [again.overlay?.step];
      again.onDidChangeOverlay(() => steps.push(again.overlay?.step));
      vi.advanceTimersByTime(10_000);
      expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
      expect([again.state, again.step]).toEqual(['finished', 6]);
      expect(again.overlay).toEqual(first.overlay);
    } finally {
      vi.useRealTimers();
    }
  });

  it('goes on from its last step where it was not at its end', async () => {
    const whole = await trained(9);
    rmSync(settings(9).folder!, { recursive: true });
    await trained(4);
    const again = runOf(9, await readRecordedRun(settings(4).folder!));
    expect([again.state, again.canContinue]).toEqual(['replaying', true]);
    again.stop();
    expect([again.state, again.step, again.canContinue]).toEqual(['paused', 4, true]);
    again.continue();
    await expect.poll(() => again.state, { timeout: 60_000 }).toBe('finished');
    expect(again.losses).toEqual(whole.losses);
  });

  it('has weights that can be saved, whether an engine is at work or not', async () => {
    const run = await trained(3);
    const file = path.join(folder, 'weights.safetensors');
    expect(run.isAtWork).toBe(false);
    expect(await run.saveWeights(file)).toBe(3);
    expect([run.state, run.step]).toEqual(['finished', 3]);
    const { content } = loadWeights(model.trace.graph, 'Residual()', { file, partial: false });
    expect([...content.keys()]).toHaveLength(3);
    await expect(run.saveWeights(path.join(folder, 'weights.bin'))).rejects.toThrow('ends in .safetensors');
    const busy = runOf(1_000_000);
    rmSync(settings(1).folder!, { recursive: true });
    busy.train();
    await expect.poll(() => busy.step, { timeout: 60_000 }).toBeGreaterThan(0);
    expect(await busy.saveWeights(file)).toBe(3);
    expect(busy.isAtWork).toBe(true);
  });
});
