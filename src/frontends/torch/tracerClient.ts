import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import {
  type TraceRequest,
  type TraceResult,
  type TracerReply,
  tracerReplySchema,
} from '../../protocol/tracer';
import { reasonIn } from '../../protocol/errorOutput';
import type { SourceSpan } from '../../graph/sourceSpan';
import { readLineNote } from './lineNote';
import { TracerChild, type TracerEnd } from './tracerChild';

export interface TracerClientOptions {
  /** Absolute path of the tracer's bundle, `dist/tracer.js`. */
  readonly tracerPath: string;
}

export type TraceOrder = Omit<TraceRequest, 'kind' | 'id' | 'lineNote'>;

/** A trace that will give no result: superseded by a newer one of the same file, or its client was closed. */
export class TraceAbandonedError extends Error {
  override readonly name = 'TraceAbandonedError';

  constructor(
    message: string,
    readonly reason: 'superseded' | 'disposed',
  ) {
    super(message);
  }
}

export type ReadyReply = Extract<TracerReply, { kind: 'ready' }>;

interface Pending {
  readonly request: TraceRequest;
  readonly resolve: (result: TraceResult) => void;
  readonly reject: (error: Error) => void;
}

/** Seconds beyond the time limit after which a process that does not answer is killed. */
const graceSeconds = 2;

/** Seconds, at most, of the second attempt at a model that did not stop when asked to. */
const secondAttemptSeconds = 3;

/** Seconds that a new process may take to load Python, in addition. */
const startSeconds = 60;

/**
 * Traces models in a process of its own, one after the other. The process is started by the first request, kept warm,
 * replaced where it dies or does not answer, and ends with this object at the latest.
 */
export class TracerClient {
  private child: TracerChild | undefined;
  private ready: ReadyReply | undefined;
  private readonly queue: Pending[] = [];
  private running: Pending | undefined;
  private timer: NodeJS.Timeout | undefined;
  private nextId = 0;
  private isDisposed = false;
  /** Where a second attempt notes the lines that it runs. */
  private readonly noteFile = path.join(os.tmpdir(), `skipline-line-${randomUUID()}`);
  /** True where the process is about to be killed because it did not answer in time. */
  private isOverdue = false;

  constructor(private readonly options: TracerClientOptions) {
    process.once('exit', this.end);
  }

  /** Undefined while no process runs. */
  get processId(): number | undefined {
    return this.child?.processId;
  }

  /** How the last process that became ready started; undefined before that. */
  get lastStart(): ReadyReply | undefined {
    return this.ready;
  }

  /** Starts the process ahead of the first request. */
  warmUp(): void {
    if (!this.isDisposed) {
      this.child ??= this.start();
    }
  }

  /**
   * Traces a model. A failure of the user's code, also one that takes the process along, is a result with diagnostics.
   * @throws TraceAbandonedError (by rejection) where there will be no result. A queued request is superseded by a newer
   * one of the same file, name and mode.
   * @throws Error (by rejection) where the tracer itself is at fault.
   */
  trace(order: TraceOrder): Promise<TraceResult> {
    if (this.isDisposed) {
      return Promise.reject(new TraceAbandonedError('The tracer has been closed.', 'disposed'));
    }
    return new Promise((resolve, reject) => {
      const request: TraceRequest = { ...order, kind: 'trace', id: this.nextId++ };
      this.supersede(request);
      this.queue.push({ request, resolve, reject });
      this.next();
    });
  }

  /** Ends the process; what is under way is rejected. */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    process.off('exit', this.end);
    this.end();
    const error = new TraceAbandonedError('The tracer has been closed.', 'disposed');
    for (const { reject } of [...(this.running ? [this.running] : []), ...this.queue.splice(0)]) {
      reject(error);
    }
    this.running = undefined;
    clearTimeout(this.timer);
  }

  private readonly end = () => {
    this.kill();
    fs.rmSync(this.noteFile, { force: true });
  };

  private kill(): void {
    this.child?.kill();
  }

  private supersede(request: TraceRequest): void {
    const index = this.queue.findIndex((queued) => isSameModel(queued.request, request));
    if (index >= 0) {
      const [outdated] = this.queue.splice(index, 1);
      outdated.reject(superseded(request));
    }
  }

  private next(): void {
    if (this.running !== undefined || this.isDisposed) {
      return;
    }
    this.running = this.queue.shift();
    if (this.running === undefined) {
      return;
    }
    this.child ??= this.start();
    const { request } = this.running;
    this.watch(secondsFor(request) + (this.child.isReady ? 0 : startSeconds));
    this.child.send(request);
  }

  private watch(seconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isOverdue = true;
      this.kill();
    }, seconds * 1000);
  }

  private start(): TracerChild {
    return new TracerChild(this.options.tracerPath, {
      received: (child, message) => {
        // An answer that was on its way when the process was killed comes too late: the process is no use any more.
        if (this.child === child && !this.isOverdue) {
          this.receive(child, message);
        }
      },
      ended: (child, end) => {
        if (this.child === child) {
          this.ended(child, end);
        }
      },
    });
  }

  private receive(child: TracerChild, message: unknown): void {
    const parsed = v.safeParse(tracerReplySchema, message);
    const pending = this.running;
    if (!parsed.success) {
      this.settle();
      pending?.reject(
        new Error(
          `The tracer sent a message that Skipline does not understand: ${v.summarize(parsed.issues)}.`,
        ),
      );
      return;
    }
    const reply = parsed.output;
    if (reply.kind === 'ready') {
      child.isReady = true;
      this.ready = reply;
      if (pending !== undefined) {
        this.watch(secondsFor(pending.request));
      }
      return;
    }
    if (pending?.request.id !== reply.id) {
      return;
    }
    if (reply.isLast) {
      // Its end is expected; the next request starts another.
      this.child = undefined;
    }
    this.settle();
    if (reply.kind === 'traced') {
      pending.resolve(reply.result);
    } else {
      pending.reject(new Error(`The tracer failed: ${reply.message}`));
    }
  }

  /** The request that was running has its answer. */
  private settle(): void {
    clearTimeout(this.timer);
    this.running = undefined;
    this.next();
  }

  private ended({ isReady, errorOutput }: TracerChild, { code, signal }: TracerEnd): void {
    const { isOverdue } = this;
    this.child = undefined;
    const pending = this.running;
    this.isOverdue = false;
    clearTimeout(this.timer);
    this.running = undefined;
    if (pending !== undefined && !this.isDisposed) {
      if (isOverdue) {
        this.takeOverdue(pending);
      } else {
        const how = signal === undefined ? `with code ${code ?? 'unknown'}` : `by ${signal}`;
        const when = isReady
          ? `while it ran ${pending.request.file}`
          : `before it was ready${reasonIn(errorOutput)}`;
        const message = `The process that traces the model ended ${how} ${when}; it starts again with the next trace.`;
        pending.resolve(failedResult(pending.request, 'crashed', message));
      }
    }
    this.next();
  }

  /** Code that Python could not interrupt was killed without a word of its place: a second attempt notes its lines. */
  private takeOverdue({ request, resolve, reject }: Pending): void {
    const { lineNote, timeLimitSeconds } = request;
    if (lineNote === undefined) {
      if (this.queue.some((queued) => isSameModel(queued.request, request))) {
        reject(superseded(request));
      } else {
        this.queue.unshift({ request: { ...request, lineNote: this.noteFile }, resolve, reject });
      }
      return;
    }
    const message =
      `The model ran longer than ${timeLimitSeconds} s and did not stop when asked to: ` +
      'look for a computation in its constructor or forward that does not end, or raise the time limit.';
    resolve(failedResult(request, 'timeLimit', message, readLineNote(lineNote)));
  }
}

/** For the same inputs too: a trace for batches of a run is not the one that the editor shows. */
function isSameModel(one: TraceRequest, other: TraceRequest): boolean {
  return (
    one.file === other.file &&
    one.name === other.name &&
    one.mode === other.mode &&
    isDeepStrictEqual(one.inputs, other.inputs)
  );
}

function superseded({ file }: TraceRequest): TraceAbandonedError {
  return new TraceAbandonedError(`A newer trace of ${file} was asked for.`, 'superseded');
}

/** Seconds after which a process that does not answer is killed. */
function secondsFor({ timeLimitSeconds, lineNote }: TraceRequest): number {
  return lineNote === undefined
    ? timeLimitSeconds + graceSeconds
    : Math.min(timeLimitSeconds, secondAttemptSeconds);
}

function failedResult(request: TraceRequest, code: string, message: string, span?: SourceSpan): TraceResult {
  return {
    diagnostics: [{ severity: 'error', code, message, ...(span && { span }) }],
    candidates: [],
    inputs: request.inputs ?? [],
  };
}
