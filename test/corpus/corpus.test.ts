import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { initializeState } from '../../src/engine/initialize';
import { Generator } from '../../src/engine/random/generator';
import { valueOf } from '../../src/graph/graph';
import { elementCount, type Shape } from '../../src/graph/shape';
import { tensor, type Tensor } from '../../src/graph/tensor';
import type { Diagnostic, Trace } from '../../src/graph/trace';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import type { TraceResult } from '../../src/protocol/tracer';
import { useTracer } from '../support/tracing';

/** What must come of one file; `expected.py` says what is written by hand and what PyTorch gave. */
interface Expected {
  /** The model as an expression; the part before the parenthesis is the name that must be chosen. */
  readonly model?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly parameters?: number;
  /** Number of residual blocks of each kind. */
  readonly blocks?: Readonly<Record<string, number>>;
  /** Why a reader may count other blocks. */
  readonly disputed?: string;
  /** `:LINE: sentence`; line 0 where no place is to blame. */
  readonly error?: string;
  readonly warnings?: readonly string[];
  /** Norm of the first output where the graph's computation is compared. */
  readonly l2?: number;
}
const expected = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'expected.json'), 'utf8'),
) as Readonly<Record<string, Expected>>;

const { trace } = useTracer();

function traceFile(name: string) {
  const file = path.join(import.meta.dirname, name);
  return trace(fs.readFileSync(file, 'utf8'), { file, timeLimitSeconds: 30 });
}

const dimensions = (shape: Shape) => shape.join('x') || 'scalar';

function sentences(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): string[] {
  return diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ span, message }) => `:${span?.line ?? 0}: ${message}`);
}

function countsOf(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** sin(0.7·i) for element i, or i mod 10, as `expected.py` has it. */
function example(type: string, shape: Shape): Tensor {
  const elements = Array.from({ length: elementCount(shape) }, (_, i) =>
    type === 'int64' ? i % 10 : Math.sin(0.7 * i),
  );
  return tensor(type === 'int64' ? 'int64' : 'float32', shape, elements);
}

/** Norm of the first output with the parameters of seed 0. */
function normOfOutput({ graph, initialization }: Trace): number {
  const feeds = new Map<string, Tensor>();
  for (const [name, data] of initializeState(graph, initialization, new Generator(0))) {
    const { type, shape } = valueOf(graph, name);
    feeds.set(name, tensor(type, shape, Float64Array.from(data, Number)));
  }
  for (const name of graph.inputs) {
    const { type, shape } = valueOf(graph, name);
    feeds.set(name, example(type, shape));
  }
  const [output] = graph.outputs;
  return Math.sqrt(
    evaluateGraph(graph, feeds, [output])
      .get(output)!
      .data.reduce((sum, x) => sum + x * x, 0),
  );
}

/** What came of a file, in the form of its expectation. */
function outcome({ trace: traced, analysis, diagnostics }: TraceResult) {
  const shown = (names: readonly string[]) =>
    names
      .map((name) => valueOf(traced!.graph, name))
      .map(({ type, shape }) => (type === 'float32' ? '' : `${type}:`) + dimensions(shape));
  return {
    errors: sentences(diagnostics, 'error'),
    warnings: sentences(diagnostics, 'warning'),
    ...(traced?.complete === true && {
      model: traced.model.split('(')[0],
      inputs: shown(traced.graph.inputs),
      outputs: traced.graph.outputs.map((output) => dimensions(valueOf(traced.graph, output).shape)),
      parameters: analysis!.parameters,
      blocks: countsOf(analysis!.residualBlocks.map(({ kind }) => kind)),
    }),
  };
}

async function check(name: string): Promise<void> {
  const result = await traceFile(name);
  const { error, warnings = [], model, inputs, outputs, parameters, blocks, l2 } = expected[name];
  expect(outcome(result)).toEqual({
    errors: error === undefined ? [] : [error],
    warnings,
    ...(error === undefined && { model: model!.split('(')[0], inputs, outputs, parameters, blocks }),
  });
  if (l2 !== undefined) {
    expect(Math.abs(normOfOutput(result.trace!) / l2 - 1)).toBeLessThan(1e-4);
  }
}

describe('files as people write them', () => {
  const names = Object.keys(expected);

  it.each(names)('%s', check);

  it('has an expectation for every file', () => {
    const files = fs.readdirSync(import.meta.dirname).filter((name) => name.endsWith('.py'));
    expect(files.filter((name) => name !== 'expected.py' && !(name in expected))).toEqual([]);
  });
});
