/** The extension host loads plain JavaScript: bundles the suite of this folder. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../setup/processes.mjs';

/**
 * @returns {Promise<string>} the suite's entry, whose `run` VS Code calls
 */
export async function bundleSuite() {
  const outdir = path.join(root, 'out/extension-tests');
  rmSync(outdir, { recursive: true, force: true });
  const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: ['index.ts', ...tests].map((name) => path.join(import.meta.dirname, name)),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
