import * as v from 'valibot';
import type { Analysis } from '../analysis/analysis';
import { dataTypes } from '../graph/dataType';
import type { Diagnostic, Trace } from '../graph/trace';

/** Messages between a client (extension host, command line) and the tracer process, which runs the user's Python. */

/**
 * In the order of their precedence: the request, the magic comment, `.skipline.json`, a sample that the file itself
 * feeds the model, the first layer that the input reaches, the name of the parameter.
 */
export const inputSources = ['given', 'comment', 'settings', 'code', 'firstLayer', 'name'] as const;

/** One input of the model: `1x3x224x224`, `int64:2x128`, `x=1x3x32x32`. */
export const inputSpecSchema = v.object({
  name: v.optional(v.string()),
  type: v.picklist(dataTypes),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** In a result, where the input came from. */
  source: v.optional(v.picklist(inputSources)),
});
export type InputSpec = v.InferOutput<typeof inputSpecSchema>;

export const traceRequestSchema = v.object({
  kind: v.literal('trace'),
  id: v.number(),
  /** Absolute path of the file that defines the model. */
  file: v.string(),
  /** Class, factory function or instance; chosen by the rule of the design where absent. */
  name: v.optional(v.string()),
  /** Constructor arguments by keyword, any JSON. */
  arguments: v.optional(v.record(v.string(), v.unknown())),
  /** Chosen from the model's first layer where absent. */
  inputs: v.optional(v.array(inputSpecSchema)),
  mode: v.picklist(['evaluation', 'training']),
  /** Text of files that differ from the disk (unsaved buffers), by absolute path. */
  overlays: v.record(v.string(), v.string()),
  /** Folders of the user's own code, then site-packages, in the order of the search. */
  workspaceFolders: v.array(v.string()),
  pythonPath: v.array(v.string()),
  /** User code that runs longer is interrupted. */
  timeLimitSeconds: v.number(),
  /** File in which the place of the line that is being run is noted, for whoever has to end the process. */
  lineNote: v.optional(v.string()),
});
export type TraceRequest = v.InferOutput<typeof traceRequestSchema>;

/** `trace` is absent where not even a part of the graph came about. */
export interface TraceResult {
  readonly trace?: Trace;
  readonly analysis?: Analysis;
  readonly diagnostics: readonly Diagnostic[];
  /** What the file offers to trace, in source order. */
  readonly candidates: readonly Candidate[];
  /** Inputs that were used, given or chosen. */
  readonly inputs: readonly InputSpec[];
  /** Files of the user's own code that were read, the traced one included; absent where the tracer itself failed. */
  readonly files?: readonly string[];
}

export interface Candidate {
  readonly name: string;
  readonly kind: 'class' | 'factory' | 'instance';
  readonly line: number;
}

/** After a reply that `isLast` the process ends: its memory has grown, or it is not to be trusted any more. */
export const tracerReplySchema = v.variant('kind', [
  v.object({
    kind: v.literal('ready'),
    startMilliseconds: v.number(),
    /** A snapshot of Python's memory, or its files where there is none that fits. */
    startedFrom: v.picklist(['snapshot', 'files']),
  }),
  v.object({
    kind: v.literal('traced'),
    id: v.number(),
    result: v.custom<TraceResult>(isTraceResult),
    isLast: v.optional(v.boolean()),
  }),
  /** The tracer itself failed; not the user's fault. */
  v.object({
    kind: v.literal('failed'),
    id: v.number(),
    message: v.string(),
    isLast: v.optional(v.boolean()),
  }),
]);
export type TracerReply = v.InferOutput<typeof tracerReplySchema>;

function isTraceResult(candidate: unknown): boolean {
  return v.is(
    v.looseObject({
      diagnostics: v.array(v.looseObject({ severity: v.string(), message: v.string(), code: v.string() })),
      candidates: v.array(v.looseObject({ name: v.string(), kind: v.string(), line: v.number() })),
      inputs: v.array(inputSpecSchema),
      files: v.optional(v.array(v.string())),
      trace: v.optional(
        v.looseObject({ model: v.string(), graph: v.looseObject({ nodes: v.array(v.unknown()) }) }),
      ),
      analysis: v.optional(v.looseObject({ parameters: v.number(), modules: v.array(v.unknown()) })),
    }),
    candidate,
  );
}
