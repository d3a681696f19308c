/** The linter, the type checker and the formatter, all of them even when one fails. Exits 1 when any complains. */
import { root, run } from './processes.mjs';

const CHECKS = [
  [
    'eslint',
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    '.cache/eslint',
  ],
  ['tsc', '-p', '.'],
  ['tsc', '-p', 'webview'],
  ['tsc', '-p', 'test'],
  ['prettier', '--check', '--log-level', 'warn', '--cache', '--cache-location', '.cache/prettier', '.'],
];

let failed = 0;
for (const [tool, ...args] of CHECKS) {
  const code = await run(`node_modules/.bin/${tool}`, args, { cwd: root });
  if (code !== 0) {
    failed++;
    console.error(`${[tool, ...args.slice(0, 2)].join(' ')} complains (see above).`);
  }
}
process.exitCode = failed ? 1 : 0;
