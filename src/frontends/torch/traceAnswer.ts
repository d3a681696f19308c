import * as v from 'valibot';
import { dataTypes } from '../../graph/dataType';
import { inputSpecSchema } from '../../protocol/tracer';

/** What `trace` of `python/_skipline/run.py` answers, apart from the graph, which its calls have built. */

const spanSchema = v.object({
  file: v.string(),
  line: v.number(),
  column: v.number(),
  endLine: v.number(),
  endColumn: v.number(),
});

const fillSchema = v.variant('kind', [
  v.object({ kind: v.literal('constant'), value: v.number() }),
  v.object({ kind: v.literal('values'), type: v.picklist(dataTypes), values: v.array(v.number()) }),
  v.object({ kind: v.literal('uniform'), low: v.number(), high: v.number() }),
  v.object({ kind: v.literal('normal'), mean: v.number(), std: v.number() }),
  v.object({ kind: v.literal('randint'), low: v.number(), high: v.number() }),
  v.object({ kind: v.literal('bernoulli'), probability: v.number() }),
  v.object({ kind: v.literal('randperm') }),
  v.object({ kind: v.literal('copy'), step: v.number() }),
  v.object({
    kind: v.literal('truncatedNormal'),
    mean: v.number(),
    std: v.number(),
    low: v.number(),
    high: v.number(),
  }),
]);
export type AnsweredFill = v.InferOutput<typeof fillSchema>;

export const traceAnswerSchema = v.object({
  model: v.string(),
  /** True once the model runs, so that there is a graph. */
  begun: v.boolean(),
  complete: v.boolean(),
  failedCall: v.nullable(v.number()),
  /** Handles of the outputs, joined by commas. */
  outputs: v.string(),
  diagnostics: v.array(
    v.object({
      severity: v.picklist(['error', 'warning', 'information']),
      code: v.string(),
      message: v.string(),
      span: v.optional(spanSchema),
      stack: v.optional(v.array(spanSchema)),
      related: v.optional(v.array(v.object({ span: spanSchema, message: v.string() }))),
    }),
  ),
  candidates: v.array(
    v.object({ name: v.string(), kind: v.picklist(['class', 'factory', 'instance']), line: v.number() }),
  ),
  inputs: v.array(inputSpecSchema),
  inertImports: v.array(v.string()),
  initialization: v.array(
    v.object({
      /** Handle of the tensor that is filled; null where it is not part of the model. */
      target: v.nullable(v.string()),
      shape: v.array(v.number()),
      /** Null for the content that the tensor has when it joins the graph. */
      fill: v.nullable(fillSchema),
    }),
  ),
});
export type TraceAnswer = v.InferOutput<typeof traceAnswerSchema>;
