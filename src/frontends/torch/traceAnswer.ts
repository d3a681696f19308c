import * as v from 'valibot';
import { dataTypes } from '../../graph/dataType';
import { inputSpecSchema } from '../../protocol/tracer';

/** What `trace` of `python/_skipline/run.py` answers, apart from the graph, which its calls have built. */

export const sourceSpanSchema = v.object({
  file: v.string(),
  line: v.number(),
  column: v.number(),
  endLine: v.number(),
  endColumn: v.number(),
});

/** JSON has no infinities: Python writes them as words. */
const realSchema = v.union([
  v.number(),
  v.pipe(
    v.picklist(['inf', '-inf', 'nan']),
    v.transform((word) => (word === 'nan' ? NaN : word === 'inf' ? Infinity : -Infinity)),
  ),
]);

const fillSchema = v.variant('kind', [
  v.object({ kind: v.literal('constant'), value: realSchema }),
  v.object({ kind: v.literal('values'), type: v.picklist(dataTypes), values: v.array(realSchema) }),
  v.object({ kind: v.literal('uniform'), low: v.number(), high: v.number() }),
  v.object({ kind: v.literal('normal'), mean: v.number(), std: v.number() }),
  v.object({ kind: v.literal('randint'), low: v.number(), high: v.number() }),
  v.object({ kind: v.literal('orthogonal'), gain: v.number() }),
  v.object({ kind: v.literal('direction') }),
  v.object({ kind: v.literal('sparseNormal'), std: v.number(), sparsity: v.number() }),
  v.object({ kind: v.literal('bernoulli'), probability: v.number() }),
  v.object({ kind: v.literal('randperm') }),
  v.object({
    kind: v.literal('copy'),
    step: v.number(),
    factor: v.optional(v.number()),
    offset: v.optional(v.number()),
  }),
  v.object({ kind: v.literal('norm'), step: v.number(), axes: v.array(v.number()) }),
  v.object({
    kind: v.literal('truncatedNormal'),
    mean: v.number(),
    std: v.number(),
    low: v.number(),
    high: v.number(),
  }),
]);
export type AnsweredFill = v.InferOutput<typeof fillSchema>;

/** Written by `python/_skipline/details.py`. */
const failureDetailSchema = v.object({
  operator: v.optional(v.string()),
  shapes: v.optional(v.array(v.array(v.number()))),
  call: v.object({ module: v.string(), inputs: v.array(v.array(v.number())) }),
  frames: v.array(
    v.nullable(
      v.object({
        module: v.string(),
        arguments: v.record(v.string(), v.unknown()),
        constants: v.record(v.string(), v.number()),
        others: v.array(v.record(v.string(), v.unknown())),
      }),
    ),
  ),
});

export const traceAnswerSchema = v.object({
  model: v.string(),
  /** Texts of arguments that stand nowhere, by name. */
  assumedArguments: v.record(v.string(), v.string()),
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
      span: v.optional(sourceSpanSchema),
      stack: v.optional(v.array(sourceSpanSchema)),
      related: v.optional(v.array(v.object({ span: sourceSpanSchema, message: v.string() }))),
      detail: v.optional(failureDetailSchema),
    }),
  ),
  candidates: v.array(
    v.object({ name: v.string(), kind: v.picklist(['class', 'factory', 'instance']), line: v.number() }),
  ),
  inputs: v.array(inputSpecSchema),
  inertImports: v.array(v.string()),
  files: v.array(v.string()),
  initialization: v.array(
    v.object({
      /** Handle of the tensor that is filled; null where it is not part of the model. */
      target: v.nullable(v.string()),
      shape: v.array(v.number()),
      /** First element of the part that is filled; null for the whole. */
      offset: v.nullable(v.number()),
      /** Element type in which its numbers are drawn. */
      type: v.picklist(dataTypes),
      /** Null for the content that the tensor has when it joins the graph. */
      fill: v.nullable(fillSchema),
    }),
  ),
});
export type TraceAnswer = v.InferOutput<typeof traceAnswerSchema>;
