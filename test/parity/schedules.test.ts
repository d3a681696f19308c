import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScheduleSettings } from '../../src/autodiff/schedules/schedule';
import { scheduleOf } from '../../src/autodiff/schedules/schedules';

const golden = JSON.parse(readFileSync(new URL('golden/schedules.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly base: number;
  readonly steps: number;
  readonly cases: readonly {
    readonly settings: ScheduleSettings;
    readonly warmUpSteps: number;
    readonly rates: readonly number[];
  }[];
};

describe(`the learning rates of PyTorch ${golden.torch}`, () => {
  const { base, steps } = golden;
  it.each(golden.cases.map((each) => [JSON.stringify(each.settings), each.warmUpSteps, each] as const))(
    '%s after a warm-up of %d steps',
    (_, warmUpSteps, { settings, rates }) => {
      const schedule = scheduleOf(settings, { base, steps, warmUpSteps });
      const worst = Math.max(...rates.map((rate, step) => Math.abs(schedule(step) - rate)));
      expect(worst).toBeLessThan(1e-12 * base);
    },
  );
});

describe('a schedule over the whole run', () => {
  it('needs a run with an end', () => {
    expect(() =>
      scheduleOf({ name: 'cosine', minimum: 0 }, { base: 1, steps: undefined, warmUpSteps: 0 }),
    ).toThrow('spans the whole run, so the run needs a number of steps; set one.');
  });
  it('needs steps after the warm-up', () => {
    expect(() => scheduleOf({ name: 'linear' }, { base: 1, steps: 5, warmUpSteps: 5 })).toThrow(
      'A warm-up of 5 steps leaves nothing of 5 steps for the schedule; make it shorter.',
    );
  });
});
