import type { Schedule, ScheduleRequest } from './schedule';

/** The first learning rate is the largest over this, the last one the first over {@link finalDivisor}; PyTorch's defaults. */
const firstDivisor = 25;
const finalDivisor = 1e4;

/**
 * Up from base / 25 to the base in the first share `rise` of the steps and down to base / 250 000, each along half a cosine
 * (Smith & Topin 2018), as `torch.optim.lr_scheduler.OneCycleLR(max_lr=base, pct_start=rise, cycle_momentum=False)`.
 */
export function oneCycleSchedule({ base, steps }: ScheduleRequest, rise: number): Schedule {
  const first = base / firstDivisor;
  const last = first / finalDivisor;
  const peak = rise * steps - 1;
  const end = steps - 1;
  const along = (from: number, to: number, share: number): number =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  return (step) =>
    step <= peak
      ? along(first, base, step / peak)
      : along(base, last, Math.min(1, (step - peak) / (end - peak)));
}
