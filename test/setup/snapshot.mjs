/**
 * After the bundles: a memory snapshot of Python, so that the tracer starts in a quarter of a second. It is an
 * optimisation only; without it the tracer loads Python from its files.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { capture, root } from './processes.mjs';

const tracer = path.join(root, 'dist/tracer.js');
const snapshot = path.join(root, 'dist/tracer.snapshot');

/** Asks the tracer for its snapshot; says so, and goes on, when there is none. */
export async function makeSnapshot() {
  rmSync(snapshot, { force: true });
  const { code, output } = await capture(process.execPath, [tracer, '--make-snapshot', snapshot], {
    timeout: 60_000,
  });
  if (code !== 0) {
    console.error(`No snapshot of Python was made, so tracing starts slower:\n${output.trim()}`);
  } else if (existsSync(snapshot)) {
    console.log(`dist/tracer.snapshot: ${(statSync(snapshot).size / 1e6).toFixed(1)} MB`);
  }
}
