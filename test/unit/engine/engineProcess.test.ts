import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineClient } from '../../../src/engine/engineClient';
import type { EngineEvent, EngineRequest, RunSettings } from '../../../src/protocol/engine';
import { bundleEngine } from '../../support/engineBundle';
import { isAlive } from '../../support/processes';
import { residualModel } from './residualModel';

// Each test starts processes, which takes long where many run at once.
vi.setConfig({ testTimeout: 120_000 });

let enginePath: string;
let folder: string;
let clients: EngineClient[];

beforeAll(async () => {
  enginePath = await bundleEngine();
});
afterAll(() => rmSync(enginePath));
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-run-'));
  clients = [];
});
afterEach(() => {
  clients.forEach((client) => client.dispose());
  rmSync(folder, { recursive: true, force: true });
});

const settings: RunSettings = {
  seed: 0,
  data: 'random',
  shuffle: false,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 1e-4, nesterov: false },
  learningRate: 0.05,
  probeEvery: 1,
};

/** An engine whose events can be awaited. */
class TestEngine {
  readonly events: EngineEvent[] = [];
  readonly client: EngineClient;
  private readonly waiting = new Set<() => void>();

  constructor(bundle = enginePath) {
    this.client = new EngineClient({ enginePath: bundle });
    clients.push(this.client);
    this.client.onEvent((event) => {
      this.events.push(event);
      this.waiting.forEach((check) => check());
    });
  }

  send(...requests: EngineRequest[]): this {
    requests.forEach((request) => this.client.send(request));
    return this;
  }

  open(changes: Partial<RunSettings> = {}, resume = false): this {
    return this.send({ kind: 'open', model: residualModel(), settings: { ...settings, ...changes }, resume });
  }

  /** Resolves when an event of all that came fits. */
  until(fits: (event: EngineEvent) => boolean): Promise<EngineEvent> {
    return new Promise((resolve) => {
      const check = () => {
        const found = this.events.find(fits);
        if (found !== undefined) {
          this.waiting.delete(check);
          resolve(found);
        }
      };
      this.waiting.add(check);
      check();
    });
  }

  untilState(state: string): Promise<EngineEvent> {
    return this.until((event) => event.kind === 'state' && event.state === state);
  }

  untilStep(step: number): Promise<EngineEvent> {
    return this.until((event) => event.kind === 'step' && event.step >= step);
  }

  get losses(): number[] {
    return this.events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
  }

  get states(): string[] {
    return this.events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));
  }
}

const train: EngineRequest = { kind: 'train' };

function recordedLosses(): number[] {
  return readFileSync(path.join(folder, 'steps.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { loss: number }).loss);
}

/** Trains without interruption. */
async function uninterrupted(steps: number, changes: Partial<RunSettings> = {}): Promise<number[]> {
  const engine = new TestEngine().open({ ...changes, steps }).send(train);
  await engine.untilState('finished');
  return engine.losses;
}

describe('engine process', () => {
  it('trains: every step has a loss and an overlay, and the states follow each other', async () => {
    const engine = new TestEngine().open({ steps: 30 }).send(train);
    await engine.untilState('finished');
    expect(engine.states).toEqual(['preparing', 'ready', 'training', 'finished']);
    expect(engine.losses).toHaveLength(30);
    expect(engine.losses.every(Number.isFinite)).toBe(true);
    const overlays = engine.events.flatMap((event) => (event.kind === 'overlay' ? [event.overlay] : []));
    expect(overlays.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const [{ modules, merges, parameterGradient, loss }] = overlays;
    expect(loss).toBe(engine.losses[0]);
    expect(Object.keys(modules)).toEqual(['', 'block', 'block.first', 'block.second', 'head']);
    expect(modules.block.gradient!.l2).toBeGreaterThan(0);
    expect(Object.keys(parameterGradient)).toHaveLength(3);
    expect(merges).toHaveLength(1);
    expect(merges[0].kind).toBe('identity');
    // The gradient through an identity shortcut is the one that arrives at the merge.
    expect(merges[0].shortcutGradient).toBeCloseTo(modules.block.gradient!.l2, 6);
    expect(merges[0].branchGradient).toBeGreaterThan(0);
  });

  it.each(['wasm', 'reference'] as const)('trains to the same losses on %s', async (backend) => {
    const native = await uninterrupted(5);
    const other = await uninterrupted(5, { backend });
    other.forEach((loss, step) => expect(loss).toBeCloseTo(native[step], 4));
    expect(other).toHaveLength(5);
  });

  it('computes by itself, and says why, where no runtime is to be had', async () => {
    const alone = path.join(folder, 'engine.js');
    copyFileSync(enginePath, alone);
    const engine = new TestEngine(alone).open({ steps: 1 }).send(train);
    expect(await engine.untilState('finished')).toMatchObject({ backend: 'reference' });
    const notices = engine.events.flatMap((event) => (event.kind === 'notice' ? [event.message] : []));
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^Skipline computes with the reference engine, because the native runtime .*onnxruntime-node/,
    );
    expect(notices[0]).toContain('onnxruntime-web');
    expect(notices[0]).not.toContain('\n');
  });

  it('runs once without changing anything', async () => {
    const engine = new TestEngine().open({ steps: 1 }).send({ kind: 'runOnce' }, { kind: 'runOnce' }, train);
    await engine.untilState('finished');
    const overlays = engine.events.flatMap((event) => (event.kind === 'overlay' ? [event.overlay] : []));
    expect(overlays.map(({ step }) => step)).toEqual([0, 0, 1]);
    expect(overlays[1]).toEqual(overlays[0]);
    expect(overlays[2].loss).toBeCloseTo(overlays[0].loss, 6);
  });

  it('pauses within one step, takes single steps, and goes on', async () => {
    const engine = new TestEngine().open().send(train);
    await engine.untilStep(3);
    engine.send({ kind: 'pause' });
    const paused = await engine.untilState('paused');
    const done = engine.losses.length;
    expect(paused).toMatchObject({ step: done });
    engine.events.length = 0;
    engine.send({ kind: 'step' });
    await engine.untilState('paused');
    expect(engine.states).toEqual(['training', 'paused']);
    expect(engine.losses).toHaveLength(1);
    engine.events.length = 0;
    engine.send(train);
    await engine.untilStep(done + 4);
    engine.send({ kind: 'stop' });
    await engine.untilState('finished');
  });

  it('sends no more overlays a second than asked for, and always the last', async () => {
    const begin = performance.now();
    const engine = new TestEngine().open({ overlaysPerSecond: 4, steps: 60 }).send(train);
    await engine.untilState('finished');
    const seconds = (performance.now() - begin) / 1000;
    const steps = engine.events.flatMap((event) => (event.kind === 'overlay' ? [event.overlay.step] : []));
    // The first and the last come at once.
    expect(steps.length).toBeLessThanOrEqual(2 + 4 * seconds);
    expect(steps[0]).toBe(1);
    expect(steps.at(-1)).toBe(60);
  });

  it('keeps training, with one notice, when the loss is not a number', async () => {
    const engine = new TestEngine().open({ learningRate: 1e30, steps: 8 }).send(train);
    await engine.untilState('finished');
    expect(engine.losses.at(-1)).toBeNaN();
    const notices = engine.events.filter(({ kind }) => kind === 'notice');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      message: expect.stringContaining('lower learning rate than 1e+30') as string,
    });
  });

  it.each([
    ['an unknown kind of data', { data: 'magic' }, 'magic'],
    ['a missing data file', { data: 'npz:/nowhere/digits.npz' }, '/nowhere/digits.npz'],
    ['a folder that cannot be made', { folder: '/dev/null/run' }, '/dev/null'],
  ])('answers %s with a sentence', async (_, changes, named) => {
    const engine = new TestEngine().open(changes);
    expect(await engine.until(({ kind }) => kind === 'error')).toMatchObject({
      message: expect.stringContaining(named) as string,
    });
    await engine.untilState('failed');
  });

  it('answers requests that it does not understand or cannot obey', async () => {
    const engine = new TestEngine().send(train);
    await engine.until(({ kind }) => kind === 'error');
    engine.events.length = 0;
    engine.send({ kind: 'dance' } as never);
    expect(await engine.until(({ kind }) => kind === 'error')).toMatchObject({
      message: expect.stringContaining('does not understand') as string,
    });
  });
});

describe('a run after the death of its process', () => {
  it.each([
    ['every step probed', { probeEvery: 1 }],
    ['every third step probed', { probeEvery: 3 }],
    ['on the reference engine', { backend: 'reference' as const, probeEvery: 0 }],
  ])('goes on with the losses of an uninterrupted run (%s)', async (_, changes) => {
    const steps = 300;
    const expected = await uninterrupted(steps, changes);
    const killed = new TestEngine().open({ ...changes, steps, folder }).send(train);
    await killed.untilStep(10);
    const exit = new Promise<NodeJS.Signals | undefined>((resolve) => {
      killed.client.onExit(({ signal }) => resolve(signal));
    });
    process.kill(killed.client.processId!, 'SIGKILL');
    expect(await exit).toBe('SIGKILL');
    const done = recordedLosses().length;
    expect(done).toBeLessThan(steps);

    const resumed = new TestEngine().open({ ...changes, steps, folder }, true);
    expect(await resumed.untilState('ready')).toMatchObject({ step: done });
    resumed.send(train);
    await resumed.untilState('finished');
    expect(resumed.losses).toEqual(expected.slice(done));
    expect(recordedLosses()).toEqual(expected);
  });

  it('computes again the steps for which no checkpoint is left, and tolerates torn files', async () => {
    const expected = await uninterrupted(12);
    const first = new TestEngine().open({ steps: 8, folder }).send(train);
    await first.untilState('finished');
    first.client.dispose();
    appendFileSync(path.join(folder, 'steps.jsonl'), '{"step":9,"lo');
    for (const name of ['checkpoint-0.safetensors', 'checkpoint-1.safetensors']) {
      const file = path.join(folder, name);
      writeFileSync(file, readFileSync(file).subarray(0, 200));
    }
    const resumed = new TestEngine().open({ steps: 12, folder }, true).send(train);
    await resumed.untilState('finished');
    expect(resumed.losses).toEqual(expected.slice(8));
    expect(recordedLosses()).toEqual(expected);
    expect(resumed.events.filter(({ kind }) => kind === 'notice')).toHaveLength(2);
  });

  it('does not go on with another model, and does not overwrite a run', async () => {
    const first = new TestEngine().open({ steps: 2, folder }).send(train);
    await first.untilState('finished');
    const other = new TestEngine().send({
      kind: 'open',
      model: residualModel(8, 12),
      settings: { ...settings, folder },
      resume: true,
    });
    expect(await other.until(({ kind }) => kind === 'error')).toMatchObject({
      message: expect.stringContaining('The model has changed') as string,
    });
    const again = new TestEngine().open({ folder });
    expect(await again.until(({ kind }) => kind === 'error')).toMatchObject({
      message: expect.stringContaining('holds a run already') as string,
    });
    expect(recordedLosses()).toHaveLength(2);
  });

  it('leaves no process behind when its client goes', async () => {
    const engine = new TestEngine().open().send(train);
    await engine.untilStep(2);
    const { processId } = engine.client;
    engine.client.dispose();
    await expect.poll(() => isAlive(processId!), { timeout: 20_000 }).toBe(false);
  });
});
