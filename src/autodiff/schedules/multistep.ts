import type { Schedule } from './schedule';

/** η = base · factor^(number of milestones that are not after t), as `torch.optim.lr_scheduler.MultiStepLR`. */
export function multistepSchedule(base: number, milestones: readonly number[], factor: number): Schedule {
  return (step) => base * factor ** milestones.filter((milestone) => milestone <= step).length;
}
