import { cosineSchedule } from './cosine';
import { linearSchedule } from './linear';
import { multistepSchedule } from './multistep';
import { oneCycleSchedule } from './oneCycle';
import type { Schedule, ScheduleRequest, ScheduleSettings } from './schedule';
import { stepSchedule } from './step';
import { warmUp } from './warmUp';

/** Schedules that end with the run, so that it must have an end. */
export function spansRun({ name }: ScheduleSettings): boolean {
  return name === 'cosine' || name === 'linear' || name === 'oneCycle';
}

/**
 * The learning rate of every step of a run.
 * @param steps of the run; undefined where it has no end.
 * @throws RangeError where the schedule spans the run and that has no end, or its warm-up takes all of it.
 */
export function scheduleOf(
  settings: ScheduleSettings,
  { base, steps, warmUpSteps }: { base: number; steps: number | undefined; warmUpSteps: number },
): Schedule {
  if (spansRun(settings)) {
    if (steps === undefined) {
      throw new RangeError(
        `The schedule ${settings.name} spans the whole run, so the run needs a number of steps; set one.`,
      );
    }
    if (warmUpSteps >= steps) {
      throw new RangeError(
        `A warm-up of ${warmUpSteps} steps leaves nothing of ${steps} steps for the schedule; make it shorter.`,
      );
    }
  }
  const schedule = afterWarmUp(settings, { base, steps: (steps ?? 0) - warmUpSteps });
  return warmUpSteps === 0 ? schedule : warmUp(base, warmUpSteps, schedule);
}

function afterWarmUp(settings: ScheduleSettings, request: ScheduleRequest): Schedule {
  const { base } = request;
  switch (settings.name) {
    case 'constant':
      return () => base;
    case 'step':
      return stepSchedule(base, settings.size, settings.factor);
    case 'multistep':
      return multistepSchedule(base, settings.milestones, settings.factor);
    case 'cosine':
      return cosineSchedule(request, settings.minimum);
    case 'linear':
      return linearSchedule(request);
    case 'oneCycle':
      return oneCycleSchedule(request, settings.rise);
  }
}
