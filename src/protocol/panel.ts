import * as v from 'valibot';
import type { Analysis } from '../analysis/analysis';
import type { SourceSpan } from '../graph/sourceSpan';
import type { Diagnostic } from '../graph/trace';
import { backendNames, isOverlay, runStates } from './engine';
import type { GraphJson } from './graphJson';
import type { Overlay } from './overlay';

/** Messages between the extension host and the webview of the graph panel. JSON only. */

/** The network shown. Sent whole whenever it changes and when the panel becomes visible again. */
export interface NetworkMessage {
  readonly model: string;
  readonly file: string;
  readonly graph: GraphJson;
  readonly analysis: Analysis;
  /** False where `forward` failed half-way: the graph ends there. */
  readonly complete: boolean;
}

/** `current`: what is shown is what the text says. `stale`: the text has moved on, the last good graph stays. */
export const freshnessStates = ['tracing', 'current', 'stale'] as const;

/** JSON has no NaN and no infinities: they arrive as null, and only in measured numbers. */
const measured = v.pipe(
  v.custom<number | null>((candidate) => candidate === null || typeof candidate === 'number'),
  v.transform((number) => number ?? Number.NaN),
);
const overlaySchema = v.pipe(v.unknown(), v.transform(withNaN), v.custom<Overlay>(isOverlay));

/** A copy with NaN for every null. */
function withNaN(json: unknown): unknown {
  if (json === null) {
    return Number.NaN;
  }
  if (Array.isArray(json)) {
    return json.map(withNaN);
  }
  return typeof json === 'object'
    ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withNaN(value)]))
    : json;
}

export const toPanelSchema = v.variant('kind', [
  v.object({ kind: v.literal('network'), network: v.custom<NetworkMessage>(isNetwork) }),
  v.object({
    kind: v.literal('freshness'),
    freshness: v.picklist(freshnessStates),
    problem: v.optional(
      v.custom<Diagnostic>((candidate) => v.is(v.looseObject({ message: v.string() }), candidate)),
    ),
  }),
  v.object({
    kind: v.literal('run'),
    state: v.picklist(['idle', ...runStates, 'lost', 'replaying']),
    /** Steps done; of a replay the step that is shown. */
    step: v.number(),
    /** Total steps asked for; absent when open-ended. */
    steps: v.optional(v.number()),
    backend: v.optional(v.picklist(backendNames)),
    message: v.optional(v.string()),
    /** Numbers belong to an older version of the text. */
    isStale: v.boolean(),
  }),
  /** New points of the loss curve; `reset` drops the earlier ones. */
  v.object({
    kind: v.literal('losses'),
    reset: v.boolean(),
    points: v.array(v.tuple([v.number(), measured])),
  }),
  v.object({ kind: v.literal('overlay'), overlay: v.nullable(overlaySchema) }),
  /** Nodes and modules that the editor's cursor stands on. */
  v.object({ kind: v.literal('highlight'), nodes: v.array(v.string()), modules: v.array(v.string()) }),
]);
export type ToPanel = v.InferOutput<typeof toPanelSchema>;

const spanSchema: v.GenericSchema<SourceSpan> = v.object({
  file: v.string(),
  line: v.number(),
  column: v.number(),
  endLine: v.number(),
  endColumn: v.number(),
});

export const fromPanelSchema = v.variant('kind', [
  /** The webview has started or become visible: it knows nothing and wants everything. */
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('reveal'), span: spanSchema }),
  v.object({
    kind: v.literal('command'),
    command: v.picklist(['train', 'pause', 'stop', 'step', 'runOnce', 'continue']),
  }),
]);
export type FromPanel = v.InferOutput<typeof fromPanelSchema>;

function isNetwork(candidate: unknown): boolean {
  return v.is(
    v.looseObject({
      model: v.string(),
      file: v.string(),
      complete: v.boolean(),
      graph: v.looseObject({ nodes: v.array(v.unknown()), values: v.array(v.unknown()) }),
      analysis: v.looseObject({ modules: v.array(v.unknown()), residualBlocks: v.array(v.unknown()) }),
    }),
    candidate,
  );
}
