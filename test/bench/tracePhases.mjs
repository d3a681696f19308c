/** Bundles and runs tracePhases.ts; `npm run build` comes first. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { cache, root, run } from '../setup/processes.mjs';
import { findTorchvision } from '../setup/torchvision.mjs';

const outfile = path.join(cache, 'bench/tracePhases.cjs');
const dist = path.join(root, 'dist');
const models = process.argv.slice(2);

mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  entryPoints: [path.join(import.meta.dirname, 'tracePhases.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  alias: { pyodide: path.join(dist, 'pyodide/pyodide.js') },
  external: [path.join(dist, 'pyodide/pyodide.js')],
  logLevel: 'error',
});
const folder = await findTorchvision();
if (folder) {
  const names = models.length > 0 ? models : ['resnet18', 'resnet152', 'densenet201', 'swin_t'];
  process.exitCode = await run(process.execPath, ['--stack-size=6000', outfile, dist, folder, ...names]);
}
