import fs from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../analysis/analysis';
import { TracerClient } from '../frontends/torch/tracerClient';
import { formatSpan } from '../graph/sourceSpan';
import type { Diagnostic, Trace, TraceMode } from '../graph/trace';
import type { InputSpec, TraceResult } from '../protocol/tracer';
import type { ModelOptions } from './modelOptions';
import { ModelError } from './usage';

/** A model whose whole graph came about. */
export interface TracedModel {
  readonly trace: Trace;
  readonly analysis: Analysis;
  readonly diagnostics: readonly Diagnostic[];
  readonly inputs: readonly InputSpec[];
}

/**
 * Traces a model in a tracer process that ends with the call.
 * @param batchSize replaces the first extent of every input that has one, where given.
 * @throws ModelError with the sentence and the place, where there is no whole graph.
 */
export async function traceModel(
  options: ModelOptions,
  mode: TraceMode,
  batchSize?: number,
): Promise<TracedModel> {
  if (!fs.existsSync(options.file)) {
    throw new ModelError(`There is no file ${options.file}.`);
  }
  const tracer = new TracerClient({ tracerPath: path.join(__dirname, 'tracer.js') });
  try {
    const trace = (inputs: readonly InputSpec[]) =>
      tracer.trace({
        file: options.file,
        name: options.name,
        arguments: options.kwargs,
        inputs: inputs.length === 0 ? undefined : [...inputs],
        mode,
        overlays: {},
        workspaceFolders: [process.cwd(), path.dirname(options.file)],
        pythonPath: [...options.pythonPath],
        timeLimitSeconds: options.timeLimitSeconds,
      });
    let result = wholeTrace(await trace(options.inputs));
    if (batchSize !== undefined) {
      const isOther = ({ shape }: InputSpec) => shape.length > 0 && shape[0] !== batchSize;
      if (result.inputs.some(isOther)) {
        const inputs = result.inputs.map((input) =>
          isOther(input) ? withBatchSize(input, batchSize) : input,
        );
        result = wholeTrace(await trace(inputs));
      }
    }
    return result;
  } finally {
    tracer.dispose();
  }
}

function withBatchSize(input: InputSpec, batchSize: number): InputSpec {
  return { ...input, shape: [batchSize, ...input.shape.slice(1)] };
}

function wholeTrace({ trace, analysis, diagnostics, inputs }: TraceResult): TracedModel {
  const all = [
    ...new Map([...diagnostics, ...(trace?.diagnostics ?? [])].map((one) => [describe(one), one])).values(),
  ];
  if (trace === undefined || analysis === undefined || !trace.complete) {
    const error = all.find(({ severity }) => severity === 'error');
    throw new ModelError(error === undefined ? 'The model gave no graph.' : describe(error));
  }
  return { trace, analysis, diagnostics: all, inputs };
}

/** `model.py:12:9: message`, or the message alone where no place is to blame. */
export function describe(diagnostic: Diagnostic): string {
  return diagnostic.span === undefined
    ? diagnostic.message
    : `${formatSpan(diagnostic.span)}: ${diagnostic.message}`;
}
