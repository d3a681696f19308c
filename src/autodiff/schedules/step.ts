import type { Schedule } from './schedule';

/** η = base · factor^⌊t / size⌋, as `torch.optim.lr_scheduler.StepLR`. */
export function stepSchedule(base: number, size: number, factor: number): Schedule {
  return (step) => base * factor ** Math.floor(step / size);
}
