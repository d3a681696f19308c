import type { ScheduleSettings } from '../autodiff/schedules/schedule';
import { spansRun } from '../autodiff/schedules/schedules';
import { number, numbers, positive, share, wholeNumber } from './numbers';
import { allowOnly, choice } from './optionGroups';
import { UsageError } from './usage';

export const scheduleOptionTypes = {
  schedule: { type: 'string' },
  warmup: { type: 'string' },
  'step-size': { type: 'string' },
  milestones: { type: 'string' },
  gamma: { type: 'string' },
  'min-lr': { type: 'string' },
  rise: { type: 'string' },
} as const;

type ScheduleValues = { readonly [option in keyof typeof scheduleOptionTypes]?: string };

const names = {
  constant: 'constant',
  step: 'step',
  multistep: 'multistep',
  cosine: 'cosine',
  linear: 'linear',
  'one-cycle': 'oneCycle',
} as const satisfies Readonly<Record<string, ScheduleSettings['name']>>;

const owners = {
  'step-size': ['step'],
  milestones: ['multistep'],
  gamma: ['step', 'multistep'],
  'min-lr': ['cosine'],
  rise: ['one-cycle'],
} as const;

export interface ScheduleOptions {
  readonly schedule: ScheduleSettings;
  readonly warmUpSteps: number;
}

/** @throws UsageError where options do not go together, or the warm-up leaves nothing of the run's steps. */
export function parseSchedule(values: ScheduleValues, steps: number): ScheduleOptions {
  const name = choice('schedule', values.schedule ?? 'constant', names);
  allowOnly('schedule', name, values, owners);
  const schedule = settings(name, values);
  const warmUpSteps = wholeNumber('warmup', values.warmup, 0, 0);
  if (spansRun(schedule) && warmUpSteps >= steps) {
    throw new UsageError(`--warmup ${warmUpSteps} leaves nothing of --steps ${steps} for the schedule.`);
  }
  return { schedule, warmUpSteps };
}

function settings(name: keyof typeof names, values: ScheduleValues): ScheduleSettings {
  const factor = positive('gamma', values.gamma, 0.1);
  switch (name) {
    case 'step':
      if (values['step-size'] === undefined) {
        throw new UsageError('--schedule step needs --step-size: the steps between two changes.');
      }
      return { name, size: wholeNumber('step-size', values['step-size'], 1, 1), factor };
    case 'multistep': {
      if (values.milestones === undefined) {
        throw new UsageError('--schedule multistep needs --milestones, such as 100,150.');
      }
      const milestones = numbers('milestones', values.milestones, (option, text) =>
        wholeNumber(option, text, 1, 1),
      );
      return { name, milestones, factor };
    }
    case 'cosine':
      return { name, minimum: number('min-lr', values['min-lr'], 0) };
    case 'one-cycle':
      return { name: 'oneCycle', rise: values.rise === undefined ? 0.3 : share('rise', values.rise) };
    default:
      return { name: names[name] };
  }
}
