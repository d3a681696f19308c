import { compareRuns } from '../engine/compareRuns';
import { deleteRun, findRun, listRuns, type ListedRun, renameRun } from '../engine/runList';
import { parseRunsOptions, type RunsOptions } from './runsOptions';
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
  compare: ({ home, names }) => comparison(names.map((name) => findRun(home, name))),
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

function comparison(found: readonly ListedRun[]): Report {
  const { names, settings, losses, steps } = compareRuns(found);
  return {
    json: {
      runs: names,
      settings: Object.fromEntries(settings.map(({ name, values }) => [name, values])),
      losses: Object.fromEntries(names.map((name, index) => [name, losses[index]])),
    },
    text: [
      ...table(
        ['setting', ...names],
        settings.map(({ name, values }) => [name, ...values]),
      ),
      '',
      ...table(
        ['loss at step', ...names],
        steps.map((step) => [String(step), ...losses.map((run) => formatNumber(run.at(step - 1)))]),
      ),
    ],
  };
}
