import type { Schedule, ScheduleRequest } from './schedule';

/** η = min + (base − min)(1 + cos(πt / steps)) / 2 (Loshchilov & Hutter 2017), as `torch.optim.lr_scheduler.CosineAnnealingLR`. */
export function cosineSchedule({ base, steps }: ScheduleRequest, minimum: number): Schedule {
  return (step) => minimum + ((base - minimum) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
