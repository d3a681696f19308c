import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Bundles the engine process as it is in the source now. @returns the path of the bundle. */
export async function bundleEngine(): Promise<string> {
  const folder = path.join(root, '.cache/test');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `engine-${process.pid}.js`);
  await build({
    entryPoints: [path.join(root, 'src/engine/engineProcess.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['onnxruntime-node', 'onnxruntime-web'],
    logLevel: 'error',
  });
  return outfile;
}
