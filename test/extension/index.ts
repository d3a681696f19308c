/** Runs the suite inside the extension host: VS Code calls `run` and reports its outcome to whoever started it. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Rejects when a test fails, which VS Code turns into a non-zero exit code. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, reporter: 'spec' });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  }
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once('end', () => {
      const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
      const file = process.env.SKIPLINE_TEST_RESULTS;
      if (file) writeFileSync(file, JSON.stringify({ passed, failed }));
    });
  });
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}
