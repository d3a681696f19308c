import path from 'node:path';
import * as v from 'valibot';
import { analyze } from '../../analysis/analyze';
import type { Graph } from '../../graph/graph';
import type { Diagnostic, Fill, InitializationStep } from '../../graph/trace';
import type { ValueName } from '../../graph/value';
import type { TraceRequest, TraceResult } from '../../protocol/tracer';
import type { GraphRecorder } from './graphRecorder';
import type { LineNote } from './lineNote';
import type { PythonRuntime } from './pythonRuntime';
import type { ReadOnlyFolders } from './readOnlyFolders';
import { normalise, type SourceFiles } from './sourceFiles';
import type { Stopwatch } from './stopwatch';
import { type AnsweredFill, type TraceAnswer, traceAnswerSchema } from './traceAnswer';

/** What lives as long as the tracer process. */
export interface Tracer {
  readonly python: PythonRuntime;
  readonly recorder: GraphRecorder;
  readonly files: SourceFiles;
  readonly folders: ReadOnlyFolders;
  readonly stopwatch: Stopwatch;
  readonly lineNote: LineNote;
}

/** User code that runs longer while its model is given up is interrupted. */
const tidyingSeconds = 1;

/** Runs one request. @throws Error where the tracer itself is at fault. */
export function runTrace(tracer: Tracer, request: TraceRequest): TraceResult {
  const { python, recorder, files, folders, stopwatch, lineNote } = tracer;
  const file = normalise(request.file);
  const workspace = request.workspaceFolders.map(normalise);
  const site = request.pythonPath.map(normalise);
  files.configure({ overlays: request.overlays, roots: [path.posix.dirname(file), ...workspace, ...site] });
  const place = files.placeOf(file, workspace, files.read(file));
  const roots = [place.searchFolder, ...workspace, ...site];
  files.configure({ overlays: request.overlays, roots });
  folders.show(roots);

  lineNote.open(request.lineNote);
  stopwatch.start(request.timeLimitSeconds);
  let text: string;
  try {
    text = python.trace(
      JSON.stringify({
        file,
        module: place.name,
        package: place.package,
        own: isInstalled(place.searchFolder, site) ? [] : [place.searchFolder],
        workspace,
        site: isInstalled(place.searchFolder, site) ? [place.searchFolder, ...site] : site,
        name: request.name,
        arguments: request.arguments,
        inputs: request.inputs,
        mode: request.mode,
        timeLimitSeconds: request.timeLimitSeconds,
        notesLines: request.lineNote !== undefined,
      }),
    );
  } finally {
    stopwatch.stop();
    lineNote.close();
  }
  const answer = v.parse(traceAnswerSchema, JSON.parse(text));
  const { diagnostics, candidates, inputs, files: read } = answer;
  if (!answer.begun) {
    return { diagnostics, candidates, inputs, files: read };
  }
  const notices: Diagnostic[] = [];
  const graph = recorder.finish(answer.complete ? answer.outputs.split(',').map(Number) : []);
  const initialization = initializationSteps(answer, recorder, graph, notices);
  const told = [...diagnostics, ...notices];
  return {
    trace: {
      model: answer.model,
      assumedArguments: answer.assumedArguments,
      file,
      sources: Object.fromEntries(read.map((name) => [name, files.stamp(name)])),
      mode: request.mode,
      complete: answer.complete,
      ...(answer.failedCall !== null && { failedCall: answer.failedCall }),
      graph,
      initialization,
      diagnostics: told,
      inertImports: answer.inertImports,
    },
    analysis: analyze(graph),
    diagnostics: told,
    candidates,
    inputs,
    files: read,
  };
}

/** Gives up what a trace that was answered left behind, while nobody waits. */
export function tidy({ python, recorder, stopwatch }: Tracer): void {
  recorder.beginConstruction();
  // Destructors are user code too.
  stopwatch.start(tidyingSeconds);
  try {
    python.tidy();
  } finally {
    stopwatch.stop();
  }
}

function initializationSteps(
  answer: TraceAnswer,
  recorder: GraphRecorder,
  graph: Graph,
  diagnostics: Diagnostic[],
): InitializationStep[] {
  const drawn = new Set(answer.initialization.flatMap(({ target, fill }) => (fill === null ? [] : [target])));
  return answer.initialization.flatMap(({ target, shape, offset, type, fill }): InitializationStep[] => {
    const handle = target === null ? undefined : Number(target);
    const name = handle === undefined ? undefined : recorder.nameOf(handle);
    if (fill !== null) {
      return [{ target: name, shape, ...(offset === null ? {} : { offset }), type, fill: readFill(fill) }];
    }
    const number = handle === undefined ? undefined : recorder.initialNumberOf(handle);
    if (number !== undefined && name !== undefined && graph.values.has(name)) {
      return [{ target: name, shape, fill: { kind: 'constant', value: number } }];
    }
    const content = handle === undefined ? undefined : recorder.initialContentOf(handle);
    if (name === undefined || !graph.values.has(name)) {
      return [];
    }
    if (content === undefined) {
      const diagnostic = notRepeated(name, drawn.has(target));
      // Running statistics are computed anew by every call.
      if (!diagnostics.some(({ message }) => message === diagnostic.message)) {
        diagnostics.push(diagnostic);
      }
      return drawn.has(target) ? [] : [{ target: name, shape, fill: zeros }];
    }
    return [{ target: name, shape, fill: fillOf(content) }];
  });
}

/** A parameter or buffer that is computed from random numbers in another way than by a scale and a shift. */
function notRepeated(name: ValueName, isDrawn: boolean): Diagnostic {
  return {
    severity: 'warning',
    code: 'initialization',
    message:
      `How '${name}' begins is computed from random numbers in a way that Skipline does not repeat: ` +
      (isDrawn ? 'it begins with the numbers that were drawn for it last.' : 'it begins with zeros.'),
  };
}

/** Site-packages must not come before the standard library, whose old replacements may lie there. */
function isInstalled(folder: string, site: readonly string[]): boolean {
  return site.includes(folder) || /\/(site|dist)-packages$/.test(folder);
}

const zeros: Fill = { kind: 'constant', value: 0 };

function fillOf({ type, data }: { readonly type: TraceAnswerType; readonly data: Float64Array }): Fill {
  const first = data.at(0) ?? 0;
  return data.every((element) => element === first)
    ? { kind: 'constant', value: first }
    : { kind: 'values', type, values: data };
}
type TraceAnswerType = Extract<Fill, { kind: 'values' }>['type'];

function readFill(fill: AnsweredFill): Fill {
  return fill.kind === 'values' ? { ...fill, values: Float64Array.from(fill.values) } : fill;
}
