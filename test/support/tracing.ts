import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { TracerClient, type TraceOrder } from '../../src/frontends/torch/tracerClient';
import type { Graph } from '../../src/graph/graph';
import type { SourceSpan } from '../../src/graph/sourceSpan';
import type { Diagnostic, Trace } from '../../src/graph/trace';
import type { TraceResult } from '../../src/protocol/tracer';

export const tracerPath = path.resolve(import.meta.dirname, '../../dist/tracer.js');

/** A file that exists only as unsaved text. */
export const modelFile = '/workspace/model.py';

/** Imports that every model of these tests begins with, on one line so that line numbers stay easy to count. */
export const header = 'import torch; from torch import nn; from torch.nn import functional as F\n';

export type Order = Partial<TraceOrder>;

export interface TestTracer {
  /** Without what is said of inputs that were chosen, as most models of the tests leave them to be. */
  readonly trace: (source: string, order?: Order) => Promise<TraceResult>;
  /** The result as it is. */
  readonly traceAll: (source: string, order?: Order) => Promise<TraceResult>;
  /** The trace itself. @throws where the model has an error. */
  readonly traced: (source: string, order?: Order) => Promise<Trace>;
  readonly client: () => TracerClient;
}

/** One tracer process for all tests of a file. */
export function useTracer(): TestTracer {
  let client: TracerClient | undefined;
  beforeAll(async () => {
    client = new TracerClient({ tracerPath });
    // Starting Python belongs to no test.
    await client.trace(traceOrder(''));
  });
  afterAll(() => client?.dispose());
  const traceAll = (source: string, order: Order = {}) => client!.trace(traceOrder(source, order));
  const trace = async (source: string, order: Order = {}) =>
    withoutInputNotices(await traceAll(source, order));
  return {
    trace,
    traceAll,
    client: () => client!,
    traced: async (source, order) => {
      const result = await trace(source, order);
      const error = result.diagnostics.find(({ severity }) => severity === 'error');
      if (error !== undefined || result.trace === undefined) {
        throw new Error(error?.message ?? 'The model gave no trace.');
      }
      return result.trace;
    },
  };
}

/** A result without what is said of chosen inputs. */
export function withoutInputNotices(result: TraceResult): TraceResult {
  const others = (diagnostics: readonly Diagnostic[]) => diagnostics.filter(({ code }) => code !== 'input');
  return {
    ...result,
    ...(result.trace && { trace: { ...result.trace, diagnostics: others(result.trace.diagnostics) } }),
    diagnostics: others(result.diagnostics),
  };
}

export function traceOrder(source: string, order: Order = {}): TraceOrder {
  const file = order.file ?? modelFile;
  return {
    file,
    mode: 'evaluation',
    workspaceFolders: [path.posix.dirname(file)],
    pythonPath: [],
    timeLimitSeconds: 10,
    ...order,
    overlays: { [file]: source, ...order.overlays },
  };
}

/**
 * Spans that a source marks with carets in a comment under the line: `#    ^^^^ name`. The comments stay in the source,
 * so lines count as they are written.
 */
export function markedSpans(source: string, file = modelFile): Record<string, SourceSpan> {
  const spans: Record<string, SourceSpan> = {};
  let line = 0;
  source.split('\n').forEach((text, index) => {
    const marker = /^(\s*#\s*)(\^+) (\S+)\s*$/.exec(text);
    if (marker === null) {
      line = index + 1;
      return;
    }
    const column = marker[1].length + 1;
    spans[marker[3]] = { file, line, column, endLine: line, endColumn: column + marker[2].length };
  });
  return spans;
}

/** Operators of the network in order, without what keeps state. */
export function operatorsOf(graph: Graph): string[] {
  return graph.nodes.filter(({ origin }) => origin.stage === 'forward').map(({ operator }) => operator);
}

export function outputShape(graph: Graph): readonly number[] {
  return graph.values.get(graph.outputs[0])!.shape;
}
