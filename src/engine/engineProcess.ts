/**
 * Entry of the engine process, which its parent forks and talks to by messages, and of the threads in which it prepares
 * batches.
 */
import { constants, setPriority } from 'node:os';
import { isMainThread, workerData } from 'node:worker_threads';
import { runLoader } from './data/loader/loaderWorker';
import type { LoaderStart } from './data/loader/messages';
import { Engine } from './engine';

if (!isMainThread) {
  const { port, task } = workerData as LoaderStart;
  void runLoader(port, task);
} else if (process.send === undefined) {
  process.stderr.write('This program is a part of Skipline, which starts it; it does nothing on its own.\n');
  process.exitCode = 2;
} else {
  start(process.send.bind(process));
}

function start(send: (event: unknown) => boolean): void {
  yieldToTheEditor();
  const engine = new Engine(send, __filename);
  process.on('message', (message) => engine.receive(message));
  process.on('disconnect', () => process.exit());
}

/** Training takes every core there is; the editor comes first. */
function yieldToTheEditor(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it; training works all the same.
  }
}
