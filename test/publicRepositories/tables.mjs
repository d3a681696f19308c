/** The tables of the survey and of the list, as Markdown. */
import { CATEGORIES, categoryOf, OUTCOMES } from './outcome.mjs';

/** One line for each model of the list. @param rows entries of `models.json` with their outcomes. */
export function replayTable(rows) {
  const lines = rows.map((row) =>
    cells([
      row.repository,
      `${row.file}:${row.name ?? row.model}`,
      given(row),
      row.outcome,
      row.parameters ?? '',
      row.expected ?? '',
      row.expected === undefined ? '' : row.parameters === row.expected ? 'equal' : 'DIFFERENT',
      row.outcome === 'whole' ? note(row) : (row.message ?? ''),
    ]),
  );
  const compared = rows.filter(({ expected }) => expected !== undefined);
  const equal = compared.filter(({ expected, parameters }) => expected === parameters);
  return [
    '# Well-known models, opened from their own repositories',
    '',
    'Written by `node test/publicRepositories/survey.mjs FOLDER --list --write`. `given` is what the person has to say',
    'beside the file (constructor arguments, shapes of inputs); where it is empty, the file opens by itself.',
    '`expected` are the parameters that PyTorch counts (`expected.py`).',
    '',
    `${share(rows, 'whole')} open whole; the parameters of ${equal.length} of ${compared.length} compared are equal.`,
    '',
    cells(['repository', 'model', 'given', 'outcome', 'parameters', 'expected', '', 'remark']),
    cells(Array(8).fill('---')),
    ...lines,
    '',
  ].join('\n');
}

function given({ arguments: text, inputs }) {
  return [text, ...(inputs ?? []).map((one) => `input=${one}`)].filter(Boolean).join(' ');
}

function note({ opaque, warnings }) {
  return [opaque ? `${opaque} opaque` : '', warnings ? `${warnings} warnings` : '']
    .filter(Boolean)
    .join(', ');
}

export function surveyText({ rule, leftOut, rows }) {
  const models = rows.filter(({ kind }) => kind === 'model');
  return [
    rule,
    `Left out: ${leftOut.name} files by name, ${leftOut.trainingScript} training scripts.`,
    '',
    cells([
      'repository',
      'file',
      'kind',
      'model',
      'inputs',
      'outcome',
      'with a hint',
      'parameters',
      'sentence',
    ]),
    cells(Array(9).fill('---')),
    ...rows.map((row) =>
      cells([
        row.repository,
        row.file,
        row.kind,
        row.model || (row.name ?? ''),
        row.inputs.join(' '),
        row.outcome,
        row.hinted?.outcome ?? '',
        row.parameters ?? row.hinted?.parameters ?? '',
        sentence(row),
      ]),
    ),
    '',
    `Model files (${models.length}): ${shares(models)}`,
    `All files (${rows.length}): ${shares(rows)}`,
    `Model files, with the hint that the list has for them: ${shares(models.map((row) => row.hinted ?? row))}`,
    `Model files, with that hint or with the comment that Skipline proposes: ${shares(models.map(best))}`,
    '',
    cells(['why a model file does not open whole with nothing given', 'files']),
    cells(Array(2).fill('---')),
    ...reasons(models.filter(({ outcome }) => outcome !== 'whole')),
  ].join('\n');
}

/**
 * Why model files do not open whole, as Markdown: `notWhole.md`.
 * @param known what was found out by hand about some of them, by `OWNER/NAME/FILE`.
 */
export function notWholeText(rows, known) {
  const models = rows.filter(({ kind }) => kind === 'model');
  const others = models.filter(({ outcome }) => outcome !== 'whole');
  const assumed = models.filter((row) => row.outcome === 'whole' && row.assumed.length > 0);
  return [
    '# Why a model file of a public repository does not open whole',
    '',
    'Written by `node test/publicRepositories/survey.mjs FOLDER --write`, with nothing given and nothing installed beside',
    'Skipline, for the repositories of `models.json` at the commits named there.',
    '',
    `Of ${models.length} model files: ${shares(models)}.`,
    '',
    '`part`: the graph ends at the place named; `asks`: arguments or inputs that stand nowhere are asked for; `refused`: the',
    'sentence says why; `crashed`: its time or memory ran out. What was found out by hand stands in `reasons.json`.',
    '',
    cells(['why', 'files']),
    cells(Array(2).fill('---')),
    ...reasons(others),
    '',
    cells(['repository', 'file', 'outcome', 'sentence', 'found out']),
    cells(Array(5).fill('---')),
    ...others.map((row) =>
      cells([
        row.repository,
        row.file,
        row.outcome,
        shortened(sentence({ ...row, hinted: undefined })),
        known[`${row.repository}/${row.file}`] ?? '',
      ]),
    ),
    '',
    '## Opened with arguments that are assumed and said',
    '',
    cells(['repository', 'file', 'model', 'assumed']),
    cells(Array(4).fill('---')),
    ...assumed.map((row) => cells([row.repository, row.file, row.model, row.assumed.join(', ')])),
    '',
  ].join('\n');
}

function shortened(text) {
  return text.length > 240 ? `${text.slice(0, 239)}…` : text;
}

function best(row) {
  return [row.hinted, row.proposed].find((other) => other?.outcome === 'whole') ?? row;
}

function reasons(rows) {
  const categories = rows.map(categoryOf);
  return CATEGORIES.map(([name]) => [name, categories.filter((one) => one === name).length])
    .filter(([, count]) => count > 0)
    .map(cells);
}

function sentence(row) {
  const { message = '', place } = row.hinted ?? row;
  return place === undefined ? message : `${message} (${place.split('/').slice(-2).join('/')})`;
}

/** Of the files that open whole, those whose arguments were assumed are counted apart. */
function shares(rows) {
  const [whole, ...others] = OUTCOMES;
  const opened = rows.filter(({ outcome }) => outcome === whole);
  const assumed = opened.filter((row) => (row.assumed ?? []).length > 0);
  const counts = others.map((outcome) => [outcome, rows.filter((row) => row.outcome === outcome)]);
  return [
    [`${whole} with nothing assumed`, opened.filter((row) => !assumed.includes(row))],
    [`${whole} with arguments that are assumed and said`, assumed],
    ...counts,
  ]
    .map(([name, counted]) => `${name} ${share(rows, counted.length)}`)
    .join(', ');
}

function share(rows, count) {
  return `${count} of ${rows.length} (${((100 * count) / Math.max(rows.length, 1)).toFixed(1)} %)`;
}

function cells(texts) {
  return `| ${texts.map((text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
