import { deleteRun, findRun, listRuns, type ListedRun, renameRun } from '../engine/runList';
import { recordsFile } from '../engine/runFolder';
import { readStepRecords } from '../engine/stepRecords';
import { parseRunsOptions, type RunsOptions } from './options';
import { formatNumber, table } from './text';

/** `skipline runs`: the recorded runs, their names, their end, and one beside the other. */
export function runs(words: readonly string[]): Promise<void> {
  const options = parseRunsOptions(words);
  const report = actions[options.action](options);
  process.stdout.write(options.json ? JSON.stringify(report.json) + '\n' : report.text.join('\n') + '\n');
  return Promise.resolve();
}

interface Report {
  readonly json: unknown;
  readonly text: readonly string[];
}

const actions: Readonly<Record<RunsOptions['action'], (options: RunsOptions) => Report>> = {
  list: ({ home }) => {
    const found = listRuns(home);
    return {
      json: found.map(summary),
      text: found.length === 0 ? [`There are no runs in '${home}'.`] : table(columns, found.map(row)),
    };
  },
  rename: ({ home, names: [text, title] }) => {
    const run = findRun(home, text);
    renameRun(run, title);
    return { json: { renamed: run.name, name: title }, text: [`${run.name} is now called ${title}.`] };
  },
  delete: ({ home, names }) => {
    // All are found before the first one goes.
    const found = names.map((name) => findRun(home, name));
    found.forEach(deleteRun);
    return {
      json: { deleted: found.map(({ name }) => name) },
      text: found.map(({ name }) => `${name} is deleted.`),
    };
  },
  compare: ({ home, names }) => compare(names.map((name) => findRun(home, name))),
};

const columns = ['run', 'model', 'data', 'steps', 'loss', 'started'];

function row(run: ListedRun): string[] {
  const { name, steps, last, description } = run;
  return [
    name,
    description.model,
    description.settings.data,
    String(steps),
    formatNumber(last?.loss),
    description.started,
  ];
}

function summary({ folder, name, steps, last, description }: ListedRun) {
  const { model, file, started, settings } = description;
  return { name, folder, model, file, started, steps, loss: last?.loss, metrics: last?.metrics, settings };
}

/** The settings in which the runs differ, and their losses at the same steps. */
function compare(found: readonly ListedRun[]): Report {
  const described = found.map(({ description }) =>
    flattened({ model: description.model, ...description.settings }),
  );
  const keys = [...new Set(described.flatMap((entries) => [...entries.keys()]))];
  const differing = keys.filter(
    (key) => key !== 'folder' && new Set(described.map((entries) => entries.get(key) ?? '')).size > 1,
  );
  const losses = found.map(({ folder }) => readStepRecords(recordsFile(folder)).map(({ loss }) => loss));
  const steps = comparedSteps(Math.max(...losses.map(({ length }) => length)));
  const names = found.map(({ name }) => name);
  return {
    json: {
      runs: names,
      settings: Object.fromEntries(
        differing.map((key) => [key, described.map((entries) => entries.get(key))]),
      ),
      losses: Object.fromEntries(names.map((name, index) => [name, losses[index]])),
    },
    text: [
      ...table(
        ['setting', ...names],
        differing.map((key) => [key, ...described.map((entries) => entries.get(key) ?? '')]),
      ),
      '',
      ...table(
        ['loss at step', ...names],
        steps.map((step) => [String(step), ...losses.map((run) => formatNumber(run.at(step - 1)))]),
      ),
    ],
  };
}

/** 1, 2, 5, 10, 20, … and the last one. */
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
