import path from 'node:path';
import { parseWords } from './parseWords';
import { UsageError } from './usage';

/** Where runs are kept if nothing else is said, from the working directory. */
export const defaultRuns = path.join('.skipline', 'runs');

/** The folder of a run that is to have this name. @throws UsageError where it is a path. */
export function runFolder(home: string, name: string): string {
  if (!/^[^/\\]+$/.test(name) || name.startsWith('.')) {
    throw new UsageError(
      `--run takes a name for the run, not the path '${name}'; --runs takes the folder of the runs.`,
    );
  }
  return path.join(home, name);
}

export interface RunsOptions {
  readonly action: 'list' | 'rename' | 'delete' | 'compare';
  /** Folder that holds the runs. */
  readonly home: string;
  /** What follows the action: names of runs, and the new name. */
  readonly names: readonly string[];
  readonly json: boolean;
}

/** How many names each action of `skipline runs` takes, and what it says where there are others. */
const runActions: Readonly<
  Record<RunsOptions['action'], { readonly least: number; readonly most: number; readonly form: string }>
> = {
  list: { least: 0, most: 0, form: 'runs list' },
  rename: { least: 2, most: 2, form: 'runs rename RUN NAME' },
  delete: { least: 1, most: Infinity, form: 'runs delete RUN …' },
  compare: { least: 2, most: Infinity, form: 'runs compare RUN RUN …' },
};

export function parseRunsOptions(words: readonly string[]): RunsOptions {
  const { values, positionals } = parseWords(words, { runs: { type: 'string' }, json: { type: 'boolean' } });
  const [word = 'list', ...names] = positionals;
  const action = (Object.keys(runActions) as RunsOptions['action'][]).find((known) => known === word);
  if (action === undefined) {
    throw new UsageError(`runs takes ${Object.keys(runActions).join(', ')}, not '${word}'.`);
  }
  const { least, most, form } = runActions[action];
  if (names.length < least || names.length > most) {
    throw new UsageError(`The form is: skipline ${form}.`);
  }
  return { action, home: path.resolve(values.runs ?? defaultRuns), names, json: values.json ?? false };
}
