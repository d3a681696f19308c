import * as v from 'valibot';
import type { Stage } from '../graph/node';

/** Where the time of a training step goes. */
export interface Profile {
  /** Steps that were measured, after those that warm up. */
  readonly steps: number;
  /** Of a step by the clock, at the median. */
  readonly milliseconds: number;
  /** One for each module, stage and operator of the runtime, from the most time to the least. */
  readonly entries: readonly ProfileEntry[];
}

export interface ProfileEntry {
  /** Path of the innermost module; undefined for nodes that the runtime made of several. */
  readonly module: string | undefined;
  readonly stage: Stage | undefined;
  /** As the runtime names it, for example `Conv` or `com.microsoft.nchwc:Conv`. */
  readonly operator: string;
  /** Nodes in a step. */
  readonly count: number;
  /** In a step, over all these nodes, at the median. */
  readonly milliseconds: number;
}

export function isProfile(candidate: unknown): boolean {
  return v.is(
    v.looseObject({ steps: v.number(), milliseconds: v.number(), entries: v.array(v.looseObject({})) }),
    candidate,
  );
}
