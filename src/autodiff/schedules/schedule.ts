/** How the learning rate changes over the steps. */
export type ScheduleSettings =
  | { readonly name: 'constant' }
  /** Times `factor` after every `size` steps. */
  | { readonly name: 'step'; readonly size: number; readonly factor: number }
  /** Times `factor` at each milestone. */
  | { readonly name: 'multistep'; readonly milestones: readonly number[]; readonly factor: number }
  /** Half a cosine from the base to `minimum` at the end of the run. */
  | { readonly name: 'cosine'; readonly minimum: number }
  /** A straight line from the base to 0 at the end of the run. */
  | { readonly name: 'linear' }
  /** Up to the base over the share `rise` of the run, then down to almost nothing, each along half a cosine. */
  | { readonly name: 'oneCycle'; readonly rise: number };

/** Learning rate of a step: η as a function of the number of steps before it. */
export type Schedule = (stepsBefore: number) => number;

export interface ScheduleRequest {
  /** The learning rate that the user names. */
  readonly base: number;
  /** Steps that the schedule spans. */
  readonly steps: number;
}
