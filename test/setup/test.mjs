/**
 * `npm test [-- SUITE [FILTER …]]`: everything from a fresh clone to the last suite. A suite that fails hides none of
 * the others; the last line sums them all.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { buildBundles, installPackages, requireNode } from './dependencies.mjs';
import { main, Problem } from './problem.mjs';
import { cache, root, run } from './processes.mjs';
import { findTorchvision } from './torchvision.mjs';
import { installWorkbench } from './workbenchInstall.mjs';

const results = path.join(root, 'out/results');

/** The suites in their order; each yields how many of its tests passed and failed. */
const SUITES = {
  lint: () => counted(run(process.execPath, ['test/setup/lint.mjs'])),
  unit: async (filters) => {
    // The webview's tests run in it; within one of them there would be no time to install it.
    await findBrowser();
    return vitest('unit', filters);
  },
  parity: (filters) => vitest('parity', filters),
  package: (filters) => vitest('package', filters),
  extension: extensionHost,
  workbench: async (filters) => {
    await prepareWorkbench();
    return vitest('workbench', filters);
  },
};

await main(async () => {
  requireNode();
  const [chosen, ...filters] = process.argv.slice(2);
  if (chosen && !(chosen in SUITES)) {
    throw new Problem(`There is no suite '${chosen}'; there are ${Object.keys(SUITES).join(', ')}.`);
  }
  mkdirSync(results, { recursive: true });
  await installPackages();
  const torchvision = await findTorchvision();
  if (torchvision) process.env.SKIPLINE_PYTHON_PATH = torchvision;
  const names = chosen ? [chosen] : Object.keys(SUITES);
  const tally = [['build', await tolerant(() => counted(buildBundles({ force: !chosen })))]];
  for (const name of names) {
    console.log(`\n── ${name} ──`);
    tally.push([name, await tolerant(() => SUITES[name](filters))]);
  }
  return report(tally.filter(([name, { failed }]) => name !== 'build' || failed));
});

/** Prints the sum of all suites; returns the exit code. */
function report(tally) {
  const sum = (key) => tally.reduce((total, [, counts]) => total + counts[key], 0);
  const failing = tally.filter(([, { failed }]) => failed).map(([name, { failed }]) => `${name}: ${failed}`);
  if (failing.length) console.log(`\nFailed in ${failing.join(', ')}.`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return failing.length ? 1 : 0;
}

/** A suite that cannot even run counts as one failure. */
async function tolerant(suite) {
  try {
    return await suite();
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** Something that either works or does not counts as one test. */
async function counted(step) {
  return (await step) ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 };
}

async function vitest(project, filters) {
  const file = path.join(results, `${project}.json`);
  rmSync(file, { force: true });
  const code = await run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    ...['run', '--project', project, ...filters],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  ]);
  const { numPassedTests: passed, numFailedTests, testResults } = read(file, project, code);
  // A file that fails outside its tests, e.g. while it is loaded, has a failure that no test counts.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const failed = numFailedTests + broken.length;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function extensionHost() {
  await prepareWorkbench();
  const file = path.join(results, 'extension.json');
  rmSync(file, { force: true });
  const env = { SKIPLINE_TEST_RESULTS: file };
  const code = await run(process.execPath, ['test/extension/run.mjs'], { env });
  const { passed, failed } = read(file, 'extension', code);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function read(file, suite, code) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Problem(`The suite '${suite}' ended with exit code ${code} and no results.`);
  }
}

async function prepareWorkbench() {
  await findBrowser();
  await installWorkbench();
  mkdirSync(path.join(cache, 'screenshots'), { recursive: true });
}
