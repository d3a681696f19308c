import type { Schedule, ScheduleRequest } from './schedule';

/** η = base(1 − t / steps), as `torch.optim.lr_scheduler.PolynomialLR` of power 1. */
export function linearSchedule({ base, steps }: ScheduleRequest): Schedule {
  return (step) => base * (1 - Math.min(step, steps) / steps);
}
