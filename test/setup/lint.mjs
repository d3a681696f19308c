/** The linter, the type checker and the formatter, all of them even when one fails. Exits 1 when any complains. */
import { capture, root } from './processes.mjs';

/** Two lines of work of about the same length, side by side. */
const QUEUES = [
  [['eslint', '.', '--max-warnings', '0', ...cached('content', 'eslint')]],
  [
    ['tsc', '-p', '.'],
    ['tsc', '-p', 'webview'],
    ['tsc', '-p', 'test'],
    ['prettier', '--check', '--log-level', 'warn', ...cached('content', 'prettier'), '.'],
  ],
];

function cached(strategy, name) {
  return ['--cache', '--cache-strategy', strategy, '--cache-location', `.cache/${name}`];
}

let failed = 0;
await Promise.all(
  QUEUES.map(async (queue) => {
    for (const [tool, ...args] of queue) {
      const { code, output } = await capture(`node_modules/.bin/${tool}`, args, { cwd: root });
      if (code === 0) continue;
      failed++;
      console.error(`${[tool, ...args.slice(0, 2)].join(' ')} complains:\n${output.trim()}\n`);
    }
  }),
);
process.exitCode = failed ? 1 : 0;
