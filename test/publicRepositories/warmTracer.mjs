/** One tracer process that is kept warm, and replaced where it dies or does not answer. */
import { fork } from 'node:child_process';
import path from 'node:path';

const tracerPath = path.resolve(import.meta.dirname, '../../dist/tracer.js');

/** Seconds beyond the time limit after which a process that does not answer is killed. */
const graceSeconds = 5;

/** Seconds that a new process may take to load Python, in addition. */
const startSeconds = 60;

export class WarmTracer {
  #child;
  #nextId = 0;

  /**
   * Asks for one trace; requests are made one after the other.
   * @param order a trace request (`src/protocol/tracer.ts`) without `kind` and `id`.
   * @returns the result, or `{ failure }` where the process gave none.
   */
  trace(order) {
    const isFirst = this.#child === undefined;
    const child = (this.#child ??= this.#start());
    const id = this.#nextId++;
    const seconds = order.timeLimitSeconds + graceSeconds + (isFirst ? startSeconds : 0);
    return new Promise((resolve) => {
      const finish = (answer, isLast) => {
        clearTimeout(timer);
        child.removeAllListeners('message');
        child.removeAllListeners('exit');
        if (isLast) {
          child.kill('SIGKILL');
          this.#child = undefined;
        }
        resolve(answer);
      };
      const timer = setTimeout(
        () => finish({ failure: `no answer within ${seconds} s; the process was ended` }, true),
        seconds * 1000,
      );
      child.on('message', (reply) => {
        if (reply.kind === 'traced' && reply.id === id) finish(reply.result, reply.isLast);
        if (reply.kind === 'failed') finish({ failure: reply.message }, true);
      });
      child.on('exit', (code, signal) => finish({ failure: `the process ended (${signal ?? code})` }, true));
      child.send({ ...order, kind: 'trace', id });
    });
  }

  dispose() {
    this.#child?.kill('SIGKILL');
  }

  #start() {
    return fork(tracerPath, [], {
      serialization: 'advanced',
      env: {},
      execArgv: ['--stack-size=4000'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}
