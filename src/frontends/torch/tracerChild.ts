import { type ChildProcess, fork } from 'node:child_process';
import type { TraceRequest } from '../../protocol/tracer';

/** How a process ended: with a code, or by a signal. */
export interface TracerEnd {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface TracerChildListener {
  readonly received: (child: TracerChild, message: unknown) => void;
  /** Called at least once; more often where the end is seen in more than one way. */
  readonly ended: (child: TracerChild, end: TracerEnd) => void;
}

/**
 * Room for Python's own limit of 1000 nested calls, in kilobytes, within the 8 MB that the main thread has on Linux and
 * macOS. Windows gives less: there the overflow is caught, and the process replaced.
 */
const stackOptions = process.platform === 'win32' ? [] : ['--stack-size=6000'];

/** User code that finds a way out of Python must not be able to make JavaScript of a text. */
const confinement = ['--disallow-code-generation-from-strings'];

/** Characters of the child's standard error that are kept. */
const errorOutputLength = 2000;

/** One process of the tracer. */
export class TracerChild {
  /** Whether it has said that it has loaded Python. */
  isReady = false;
  /** The end of what it wrote to its standard error. */
  errorOutput = '';
  private readonly process: ChildProcess;

  constructor(tracerPath: string, { received, ended }: TracerChildListener) {
    this.process = fork(tracerPath, [], {
      serialization: 'advanced',
      // User code runs in it: nothing of this process's environment is for its eyes.
      env: {},
      execArgv: [...stackOptions, ...confinement],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-errorOutputLength);
    });
    this.process.on('message', (message) => received(this, message));
    this.process.on('error', (error) => {
      this.errorOutput = (this.errorOutput + error.message).slice(-errorOutputLength);
      // A process that could not be started has no exit of its own.
      if (this.process.pid === undefined) {
        ended(this, { code: undefined, signal: undefined });
      }
    });
    const end = (code: number | null, signal: NodeJS.Signals | null) =>
      ended(this, { code: code ?? undefined, signal: signal ?? undefined });
    this.process.on('exit', (code, signal) => {
      if (this.isReady) {
        end(code, signal);
      }
    });
    // Why it could not start stands in its standard error, which may be read later than its end.
    this.process.on('close', end);
  }

  get processId(): number | undefined {
    return this.process.pid;
  }

  send(request: TraceRequest): void {
    this.process.send(request, () => {
      // A failure to send means that the process is gone, which `exit` reports.
    });
  }

  /** User code may hold the thread, so nothing gentler would be heard. */
  kill(): void {
    this.process.kill('SIGKILL');
  }
}
