/**
 * The share of public model files that open without a change. By hand:
 *
 *   node test/publicRepositories/survey.mjs FOLDER [--all] [--json] [--write] [--only TEXT] [--limit SECONDS]
 *   node test/publicRepositories/survey.mjs FOLDER --list [--only TEXT] [--write] …
 *
 * --since RESULT.json traces only what an earlier result of --json did not open whole, and keeps its other rows.
 *
 * FOLDER holds a folder OWNER+NAME for each repository: those of `models.json`, or those of `heldOut.json`, which nothing
 * was tuned for. The first form traces the default model of each model file, with
 * nothing given (--all: each class and factory of it), and after that, where the list has arguments or inputs for the
 * file, with those; --write renews `notWhole.md`. The second replays the list `models.json` alone; --write renews `models.md`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modelFiles, RULE } from './modelFiles.mjs';
import { outcomeOf } from './outcome.mjs';
import { notWholeText, replayTable, surveyText } from './tables.mjs';
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
    since: { type: 'string' },
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
const read = (name) => JSON.parse(fs.readFileSync(path.join(import.meta.dirname, name), 'utf8'));
const listed = read('models.json');
const reasons = read('reasons.json');
const tracer = new WarmTracer();

/** Traces one model, with a comment added to its file where one is given. */
async function open(repository, file, { name, comment } = {}) {
  const began = Date.now();
  const overlays = comment === undefined ? {} : { [file]: `${fs.readFileSync(file, 'utf8')}\n${comment}\n` };
  const result = await tracer.trace({
    file,
    name,
    mode: 'evaluation',
    overlays,
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

/** What a person writes into the file, for an entry of the list; undefined where the file opens by itself. */
function commentOf({ name, arguments: given, inputs = [] }) {
  if (name === undefined && inputs.length === 0) return undefined;
  const call = name === undefined ? '' : ` ${name}(${given ?? ''})`;
  return `# skipline:${call}${inputs.map((text) => ` input=${text}`).join('')}`;
}

/** The comment that a message proposes, where it says all that is needed. */
function proposedComment(message = '') {
  const comment = /`(# skipline: [^`]+)`/.exec(message)?.[1];
  return comment === undefined || comment.includes('…') ? undefined : comment;
}

function isWanted(text) {
  return options.only === undefined || text.includes(options.only);
}

function tell({ repository, file, name, outcome, message, seconds }) {
  const said = message === undefined ? '' : `  ${message}`;
  console.error(`${outcome.padEnd(8)} ${seconds}s ${repository} ${file}${name ? `:${name}` : ''}${said}`);
}

/** Rows of an earlier result that opened whole, by repository and file. */
function openedBefore() {
  if (options.since === undefined) return new Map();
  const { rows } = JSON.parse(fs.readFileSync(options.since, 'utf8'));
  const whole = rows.filter(({ outcome }) => outcome === 'whole');
  return new Map(whole.map((row) => [`${row.repository}/${row.file}`, row]));
}

async function survey() {
  const opened = openedBefore();
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
      const known = opened.get(`${repository}/${relative}`);
      if (known !== undefined) {
        rows.push(known);
        continue;
      }
      const first = await open(repository, file);
      const names = options.all ? first.candidates.map(({ name }) => name) : [undefined];
      for (const name of names) {
        const result = name === undefined ? first : await open(repository, file, { name });
        const row = { repository, file: relative, kind, name, ...result, candidates: undefined };
        const hint = options.all
          ? undefined
          : listed.find((one) => one.repository === repository && one.file === relative);
        if (row.outcome !== 'whole' && hint !== undefined) {
          const comment = commentOf(hint);
          row.hinted = {
            ...(await open(repository, file, { name: hint.name, comment })),
            candidates: undefined,
          };
        }
        const proposed = row.outcome === 'asks' ? proposedComment(row.message) : undefined;
        if (proposed !== undefined) {
          row.proposed = { ...(await open(repository, file, { comment: proposed })), candidates: undefined };
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
    const opened = await open(entry.repository, file, { name: entry.name, comment: commentOf(entry) });
    const row = { ...entry, ...opened, candidates: undefined };
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
    if (options.write)
      fs.writeFileSync(path.join(import.meta.dirname, 'notWhole.md'), notWholeText(result.rows, reasons));
    console.log(options.json ? JSON.stringify(result, undefined, 1) : surveyText(result));
  }
} finally {
  tracer.dispose();
}
