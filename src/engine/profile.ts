import { callChain, type Graph } from '../graph/graph';
import type { Profile, ProfileEntry } from '../protocol/profile';
import type { KernelTime } from './backends/kernelTimes';

/** Runs at the start that are not counted: the runtime fills its memory arena, the processor its caches. */
export const warmUpSteps = 2;

/**
 * Sums the times of nodes by module, stage and operator.
 * @param calls of the graph, which say to what module a node belongs.
 * @param wall milliseconds of each run by the clock.
 */
export function buildProfile(
  times: readonly KernelTime[],
  { calls }: Pick<Graph, 'calls'>,
  wall: readonly number[],
): Profile {
  const entries = new Map<string, ProfileEntry>();
  for (const { node, operator, milliseconds } of times) {
    const module = node === undefined ? undefined : callChain({ calls }, node.origin.call).at(0)?.module;
    const stage = node?.origin.stage;
    const key = JSON.stringify([module, stage, operator]);
    const known = entries.get(key) ?? { module, stage, operator, count: 0, milliseconds: 0 };
    entries.set(key, {
      ...known,
      count: known.count + 1,
      milliseconds: known.milliseconds + median(milliseconds.slice(warmUpSteps)),
    });
  }
  return {
    steps: wall.length - warmUpSteps,
    milliseconds: median(wall.slice(warmUpSteps)),
    entries: [...entries.values()].sort((a, b) => b.milliseconds - a.milliseconds),
  };
}

function median(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
