import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../../src/engine/engineClient';
import type { EngineEvent, RunModel, RunSettings } from '../../../src/protocol/engine';
import { bundleEngine } from '../../support/engineBundle';
import { randomNumbers } from '../../support/random';
import { residualModel, withDropout } from './residualModel';

/**
 * The engine is killed at moments that a seeded generator chooses, from its start on, and each time the run is taken up
 * by a new one, until it is finished; then the next run begins. SKIPLINE_KILLS sets how often for each model.
 */
const kills = Number(process.env.SKIPLINE_KILLS ?? 3);
const steps = 120;
const settings: RunSettings = {
  seed: 5,
  data: 'spirals',
  shuffle: true,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 1e-4, nesterov: false },
  learningRate: 0.02,
  probeEvery: 3,
  steps,
};

let program: string;
let home: string;
beforeAll(async () => {
  program = await bundleEngine();
  home = mkdtempSync(path.join(tmpdir(), 'skipline-kills-'));
});
afterAll(() => {
  rmSync(program);
  rmSync(home, { recursive: true, force: true });
});

interface Attempt {
  /** The step that the engine took the run up after; undefined where it did not come so far. */
  readonly resumedAt: number | undefined;
  /** Losses by step, as they were told. */
  readonly losses: ReadonlyMap<number, number>;
  readonly isFinished: boolean;
}

/** When an engine is killed, given when its first step was done. */
type Moment = (firstStep: Promise<void>) => Promise<void>;

/** Starts an engine on the run in `folder`, and kills it at the moment, unless it has finished before. */
async function attempt(model: RunModel, folder: string, resume: boolean, moment: Moment): Promise<Attempt> {
  const client = new EngineClient({ enginePath: program });
  const losses = new Map<number, number>();
  let isOver = false;
  let resumedAt: number | undefined;
  let tellFirstStep: () => void = () => undefined;
  const firstStep = new Promise<void>((resolve) => {
    tellFirstStep = resolve;
  });
  const ended = new Promise<boolean>((resolve, reject) => {
    client.onEvent((event: EngineEvent) => {
      if (event.kind === 'step') {
        losses.set(event.step, event.loss);
        tellFirstStep();
      } else if (event.kind === 'state' && event.state === 'ready') {
        resumedAt = event.step;
      } else if (event.kind === 'state' && event.state === 'finished') {
        resolve(true);
      } else if (event.kind === 'error') {
        reject(new Error(event.message));
      }
    });
    client.onExit(({ signal, errorOutput }) => {
      isOver = true;
      if (signal === 'SIGKILL') {
        resolve(false);
      } else {
        reject(new Error(`The engine ended by itself: ${errorOutput}`));
      }
    });
  });
  client.send({ kind: 'open', model, settings: { ...settings, folder }, resume });
  client.send({ kind: 'train' });
  void moment(firstStep).then(() => {
    if (!isOver && client.processId !== undefined) {
      process.kill(client.processId, 'SIGKILL');
    }
  });
  try {
    return { isFinished: await ended, losses, resumedAt };
  } finally {
    isOver = true;
    client.dispose();
  }
}

function recordedLosses(folder: string): number[] {
  let text = '';
  try {
    text = readFileSync(path.join(folder, 'steps.jsonl'), 'utf8');
  } catch {
    // No step was done yet.
  }
  // A line that the kill cut off is no step.
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { loss: number }).loss);
}

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const never: Moment = () => new Promise(() => undefined);

describe.each([
  ['a model without random numbers', (model: RunModel) => model],
  ['a model with dropout', withDropout],
])('%s', (name, change) => {
  it(
    `resumes after each of ${kills} kills, loses no step that was told, and has the losses of an undisturbed run`,
    async () => {
      const model = change(residualModel(64, 2));
      const begin = performance.now();
      let preparation = 0;
      const undisturbed = await attempt(
        model,
        path.join(home, `${name} undisturbed`),
        false,
        async (firstStep) => {
          await firstStep;
          preparation = performance.now() - begin;
          return never(firstStep);
        },
      );
      const training = performance.now() - begin - preparation;
      const expected = [...undisturbed.losses.values()];
      expect(expected).toHaveLength(steps);

      const random = randomNumbers(1);
      let [done, duringTraining] = [0, 0];
      for (let run = 0; done < kills; run++) {
        const folder = path.join(home, `${name} ${run}`);
        let canResume = false;
        for (let isFinished = false; !isFinished;) {
          const before = recordedLosses(folder);
          const [share, isEarly] = [random(), random() < 0.25];
          // One in four hits the engine while it starts and goes back to where the run was.
          const moment: Moment =
            done === kills
              ? never
              : isEarly
                ? () => later(share * preparation)
                : (firstStep) => firstStep.then(() => later(share * training));
          const result = await attempt(model, folder, canResume, moment);
          ({ isFinished } = result);
          done += isFinished ? 0 : 1;
          duringTraining += isFinished || result.losses.size === 0 ? 0 : 1;
          const after = recordedLosses(folder);
          // What was recorded before is still there, and the run went on from its very end.
          expect(result.resumedAt ?? before.length).toBe(before.length);
          expect(after.length).toBeGreaterThanOrEqual(Math.max(before.length, ...result.losses.keys()));
          expect(after).toEqual(expected.slice(0, after.length));
          for (const [step, loss] of result.losses) {
            expect(loss, `step ${step}`).toBe(expected[step - 1]);
          }
          canResume = canResume || after.length > 0;
        }
      }
      expect(done).toBeGreaterThanOrEqual(kills);
      console.info(
        `${name}: ${done} kills, ${duringTraining} of them between the first and the last step of a process`,
      );
    },
    // Generous: each kill starts a process, which takes ten times as long on a busy machine.
    (kills + 3) * 120_000,
  );
});
