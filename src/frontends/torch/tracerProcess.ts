/** Entry of the tracer process: runs the user's Python, one request after the other, until its client goes. */

import * as v from 'valibot';
import {
  type TraceRequest,
  type TraceResult,
  type TracerReply,
  traceRequestSchema,
} from '../../protocol/tracer';
import { createBridge } from './bridge';
import { confine } from './confine';
import { LineNote } from './lineNote';
import { messageOf } from './messageOf';
import { GraphRecorder } from './graphRecorder';
import { runtimeFiles, startPython, writeSnapshot } from './pythonRuntime';
import { runTrace, tidy, type Tracer } from './runTrace';
import { ReadOnlyFolders } from './readOnlyFolders';
import { SourceFiles } from './sourceFiles';
import { Stopwatch } from './stopwatch';

/** Python's memory beyond which user code is stopped; a process that has grown this far is replaced. */
const memoryLimit = 1.5 * 2 ** 30;

const files = runtimeFiles(__dirname);

async function startTracer(): Promise<Tracer> {
  const recorder = new GraphRecorder();
  const sources = new SourceFiles();
  const lineNote = new LineNote();
  let stopwatch: Stopwatch | undefined;
  const python = await startPython(files, (memoryInUse) => {
    const watch = new Stopwatch(memoryInUse, memoryLimit);
    stopwatch = watch;
    return { bridge: createBridge(recorder, sources, watch, lineNote), stopwatch: watch };
  });
  const folders = new ReadOnlyFolders(python.fileSystem, sources);
  return { python, recorder, files: sources, folders, stopwatch: stopwatch!, lineNote };
}

function send(reply: TracerReply): void {
  process.send?.(reply, undefined, undefined, () => {
    if (reply.kind !== 'ready' && reply.isLast) {
      process.exit(0);
    }
  });
}

async function serve(): Promise<void> {
  const began = performance.now();
  const starting = startTracer();
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    void starting.then((tracer) => answer(tracer, message));
  });
  const { startedFrom } = (await starting).python;
  send({ kind: 'ready', startMilliseconds: performance.now() - began, startedFrom });
}

function answer(tracer: Tracer, message: unknown): void {
  const request = v.safeParse(traceRequestSchema, message);
  if (!request.success) {
    send({ kind: 'failed', id: -1, message: `A request was not understood: ${v.summarize(request.issues)}` });
    return;
  }
  const { id } = request.output;
  try {
    const result = runTrace(tracer, request.output);
    const isLast = isWornOut(tracer, result);
    send({ kind: 'traced', id, result, isLast });
    if (!isLast) {
      setImmediate(tidy, tracer);
    }
  } catch (error) {
    if (isStackOverflow(error)) {
      send({ kind: 'traced', id, result: overflowResult(request.output), isLast: true });
      return;
    }
    if (isEndOfPython(error)) {
      send({ kind: 'traced', id, result: endResult(request.output), isLast: true });
      return;
    }
    // Python may be in any state now.
    send({
      kind: 'failed',
      id,
      message: error instanceof Error ? error.message : String(error),
      isLast: true,
    });
  }
}

/** Deeper recursion than this process has stack for, which Python then cannot report itself. */
function isStackOverflow(error: unknown): boolean {
  return messageOf(error).includes('Maximum call stack size exceeded');
}

function overflowResult({ inputs }: TraceRequest): TraceResult {
  const message =
    'The model called itself too often: the stack of Python overflowed. Look for recursion without end.';
  return {
    diagnostics: [{ severity: 'error', code: 'recursion', message }],
    candidates: [],
    inputs: inputs ?? [],
  };
}

/** Python itself ended: by `abort()` or `exit()` of the C library, or by an access outside of its memory. */
function isEndOfPython(error: unknown): boolean {
  return (
    (error instanceof Error && error.name === 'RuntimeError') ||
    /^Program terminated|unreachable/.test(messageOf(error))
  );
}

function endResult({ inputs }: TraceRequest): TraceResult {
  const message =
    'The model ended the Python that ran it: look for what leaves Python, such as ctypes or the end of the process.';
  return {
    diagnostics: [{ severity: 'error', code: 'crashed', message }],
    candidates: [],
    inputs: inputs ?? [],
  };
}

/** Python's memory never shrinks, and a stack that has overflowed may leave it damaged. */
function isWornOut({ python }: Tracer, { diagnostics }: TraceResult): boolean {
  return python.memoryInUse() > memoryLimit / 2 || diagnostics.some(({ code }) => code === 'recursion');
}

const [option, target] = process.argv.slice(2);
if (option === '--make-snapshot' && target !== undefined) {
  writeSnapshot(files, target).then(() => process.exit(0), giveUp);
} else {
  confine();
  serve().catch(giveUp);
}

/** Node would print the whole line of code that threw, and Pyodide is a megabyte on one line. */
function giveUp(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1));
}
