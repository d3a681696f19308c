import type { Schedule } from './schedule';

/**
 * A straight line from base / steps to the base over the first steps, then `after` from its own beginning, as
 * `SequentialLR([LinearLR(start_factor=1/steps, total_iters=steps), after], milestones=[steps])` of PyTorch.
 */
export function warmUp(base: number, steps: number, after: Schedule): Schedule {
  const start = 1 / steps;
  return (step) => (step < steps ? base * (start + (1 - start) * (step / steps)) : after(step - steps));
}
