import { recordsFile } from './runFolder';
import type { ListedRun } from './runList';
import { readStepRecords } from './stepRecords';

/** Runs side by side, in the order in which they were given. */
export interface RunComparison {
  readonly names: readonly string[];
  /** The settings in which they differ, as JSON; empty text where a run has none of the name. */
  readonly settings: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** The losses of each run, that of step 1 first. */
  readonly losses: readonly (readonly number[])[];
  /** Steps at which it is worth to look: 1, 2, 5, 10, 20, … and the last one of the longest run. */
  readonly steps: readonly number[];
}

/** @throws Error where the records of a run are damaged. */
export function compareRuns(runs: readonly ListedRun[]): RunComparison {
  const described = runs.map(({ description }) =>
    flattened({ model: description.model, ...description.settings }),
  );
  const keys = [...new Set(described.flatMap((entries) => [...entries.keys()]))];
  const settings = keys
    .map((name) => ({ name, values: described.map((entries) => entries.get(name) ?? '') }))
    .filter(({ name, values }) => name !== 'folder' && new Set(values).size > 1);
  const losses = runs.map(({ folder }) => readStepRecords(recordsFile(folder)).map(({ loss }) => loss));
  return {
    names: runs.map(({ name }) => name),
    settings,
    losses,
    steps: comparedSteps(Math.max(...losses.map(({ length }) => length))),
  };
}

function comparedSteps(last: number): number[] {
  const steps = [];
  for (let decade = 1; decade <= last; decade *= 10) {
    steps.push(decade, 2 * decade, 5 * decade);
  }
  return [...new Set([...steps.filter((step) => step < last), ...(last > 0 ? [last] : [])])];
}

/** Settings inside settings by dotted names, as text. */
function flattened(value: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] => {
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
        return [...flattened(inner, `${prefix}${key}.`)];
      }
      return inner === undefined ? [] : [[prefix + key, JSON.stringify(inner)]];
    }),
  );
}
