import { type ChildProcess, fork } from 'node:child_process';
import * as v from 'valibot';
import { type EngineEvent, type EngineRequest, engineEventSchema } from '../protocol/engine';

export interface EngineClientOptions {
  /** Absolute path of the engine's bundle, `dist/engine.js`. */
  readonly enginePath: string;
}

/** How the engine process ended although nobody disposed of it. */
export interface EngineExit {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  /** Undefined where it ended by itself. */
  readonly signal: NodeJS.Signals | undefined;
  /** The end of what it wrote to its standard error, for a report of the fault. */
  readonly errorOutput: string;
}

export interface Subscription {
  dispose(): void;
}

/** Characters of the child's standard error that are kept. */
const errorOutputLength = 4000;

/**
 * An engine in a process of its own, which ends with this object at the latest.
 * A process that dies takes a run's unfinished step with it and nothing else: see `resume` in the `open` request.
 */
export class EngineClient {
  private readonly child: ChildProcess;
  private readonly eventListeners = new Set<(event: EngineEvent) => void>();
  private readonly exitListeners = new Set<(exit: EngineExit) => void>();
  private errorOutput = '';
  private hasEnded = false;

  constructor({ enginePath }: EngineClientOptions) {
    this.child = fork(enginePath, [], {
      serialization: 'advanced',
      // Electron's own `process.env` must not be handed over by reference, and a debugger's flags not at all.
      env: { ...process.env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-errorOutputLength);
    });
    this.child.on('message', (message) => this.receive(message));
    this.child.on('error', (error) => {
      this.errorOutput = (this.errorOutput + error.message).slice(-errorOutputLength);
      // A process that could not be started has no exit of its own.
      if (this.child.pid === undefined) {
        this.ended(undefined, undefined);
      }
    });
    // Not `exit`, which may come before the end of what the process wrote.
    this.child.on('close', (code, signal) => this.ended(code ?? undefined, signal ?? undefined));
    process.once('exit', this.kill);
  }

  /** Undefined where the process could not be started. */
  get processId(): number | undefined {
    return this.child.pid;
  }

  /** Requests are answered by events, in order. One sent to an engine that has ended is dropped: `onExit` tells of it. */
  send(request: EngineRequest): void {
    if (!this.hasEnded && this.child.connected) {
      this.child.send(request, () => {
        // A failure to send means that the process is gone, which `close` reports.
      });
    }
  }

  onEvent(listener: (event: EngineEvent) => void): Subscription {
    return subscribe(this.eventListeners, listener);
  }

  /** Called once, when the process ends without having been asked to. */
  onExit(listener: (exit: EngineExit) => void): Subscription {
    return subscribe(this.exitListeners, listener);
  }

  /** Ends the process at once; what a run has recorded stays. */
  dispose(): void {
    this.hasEnded = true;
    this.eventListeners.clear();
    this.exitListeners.clear();
    process.off('exit', this.kill);
    this.kill();
  }

  private readonly kill = () => {
    // A step blocks the engine's thread, so it could not answer anything gentler.
    this.child.kill('SIGKILL');
  };

  private receive(message: unknown): void {
    const event = v.safeParse(engineEventSchema, message);
    if (!event.success) {
      this.emit({
        kind: 'error',
        message: `The engine sent a message that Skipline does not understand: ${v.summarize(event.issues)}.`,
      });
      return;
    }
    this.emit(event.output);
  }

  private emit(event: EngineEvent): void {
    for (const listener of [...this.eventListeners]) {
      listener(event);
    }
  }

  private ended(code: number | undefined, signal: NodeJS.Signals | undefined): void {
    process.off('exit', this.kill);
    if (this.hasEnded) {
      return;
    }
    this.hasEnded = true;
    for (const listener of [...this.exitListeners]) {
      listener({ code, signal, errorOutput: this.errorOutput });
    }
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): Subscription {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
