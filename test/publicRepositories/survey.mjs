/**
 * The share of public model files that open without a change. By hand:
 *
 *   node test/publicRepositories/survey.mjs FOLDER [--all] [--json] [--only TEXT] [--python-path DIR]... [--limit SECONDS]
 *   node test/publicRepositories/survey.mjs FOLDER --list [--only TEXT] [--write] …
 *
 * FOLDER holds a folder OWNER+NAME for each repository. The first form traces the default model of each model file, with
 * nothing given (--all: each class and factory of it), and after that, where the list has arguments or inputs for the
 * file, with those. The second replays the list `models.json` alone; --write renews the table in `models.md`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modelFiles, RULE } from './modelFiles.mjs';
import { outcomeOf } from './outcome.mjs';
import { replayTable, surveyText } from './tables.mjs';
import { WarmTracer } from './warmTracer.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean' },
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    write: { type: 'boolean' },
    only: { type: 'string' },
    limit: { type: 'string', default: '60' },
    'python-path': { type: 'string', multiple: true, default: [] },
  },
});
const [folderArgument] = positionals;
if (folderArgument === undefined) {
  console.error(
    'Usage: node test/publicRepositories/survey.mjs FOLDER [--all | --list [--write]] [--json] …',
  );
  process.exit(2);
}
const folder = path.resolve(folderArgument);
const listed = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'models.json'), 'utf8'));
const tracer = new WarmTracer();

/** Traces one model with what is given. */
async function open(repository, file, { name, kwargs, inputs } = {}) {
  const began = Date.now();
  const result = await tracer.trace({
    file,
    name,
    arguments: kwargs,
    inputs: inputs?.map(specOf),
    mode: 'evaluation',
    overlays: {},
    workspaceFolders: [path.join(folder, folderOf(repository))],
    pythonPath: options['python-path'].map((one) => path.resolve(one)),
    timeLimitSeconds: Number(options.limit),
  });
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  return { ...outcomeOf(result), candidates: result.candidates ?? [], seconds };
}

function folderOf(repository) {
  return repository.replace('/', '+');
}

/** `x=int64:1x128` as the tracer takes it. */
function specOf(text) {
  const [, name, type, shape] = /^(?:(\w+)=)?(?:(\w+):)?([\dx]+|scalar)$/.exec(text);
  return {
    ...(name === undefined ? {} : { name }),
    type: type ?? 'float32',
    shape: shape === 'scalar' ? [] : shape.split('x').map(Number),
  };
}

function isWanted(text) {
  return options.only === undefined || text.includes(options.only);
}

function tell({ repository, file, name, outcome, message, seconds }) {
  const said = message === undefined ? '' : `  ${message}`;
  console.error(`${outcome.padEnd(8)} ${seconds}s ${repository} ${file}${name ? `:${name}` : ''}${said}`);
}

async function survey() {
  const rows = [];
  const leftOut = { name: 0, trainingScript: 0 };
  for (const entry of fs.readdirSync(folder).sort()) {
    const checkout = path.join(folder, entry);
    const repository = entry.replace('+', '/');
    const found = modelFiles(checkout);
    leftOut.name += found.leftOut.name;
    leftOut.trainingScript += found.leftOut.trainingScript;
    for (const { file, kind } of found.files) {
      const relative = path.relative(checkout, file);
      if (!isWanted(`${repository}/${relative}`)) continue;
      const first = await open(repository, file);
      const names = options.all ? first.candidates.map(({ name }) => name) : [undefined];
      for (const name of names) {
        const opened = name === undefined ? first : await open(repository, file, { name });
        const row = { repository, file: relative, kind, name, ...opened, candidates: undefined };
        const hint = options.all
          ? undefined
          : listed.find((one) => one.repository === repository && one.file === relative);
        if (row.outcome !== 'whole' && hint !== undefined) {
          row.hinted = { ...(await open(repository, file, hint)), candidates: undefined };
        }
        rows.push(row);
        tell(row);
      }
    }
  }
  return { rule: RULE, leftOut, rows };
}

async function replay() {
  const rows = [];
  for (const entry of listed) {
    if (!isWanted(`${entry.repository}/${entry.file}`)) continue;
    const file = path.join(folder, folderOf(entry.repository), entry.file);
    const row = { ...entry, ...(await open(entry.repository, file, entry)), candidates: undefined };
    row.expected = entry.parameters;
    rows.push(row);
    tell(row);
  }
  return rows;
}

try {
  if (options.list) {
    const rows = await replay();
    const table = replayTable(rows);
    if (options.write) fs.writeFileSync(path.join(import.meta.dirname, 'models.md'), table);
    console.log(options.json ? JSON.stringify(rows, undefined, 1) : table);
  } else {
    const result = await survey();
    console.log(options.json ? JSON.stringify(result, undefined, 1) : surveyText(result));
  }
} finally {
  tracer.dispose();
}
