import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DataType } from '../../src/graph/dataType';
import type { Attributes } from '../../src/graph/node';
import type { Shape } from '../../src/graph/shape';
import { type Tensor, tensor } from '../../src/graph/tensor';
import type { ValueName } from '../../src/graph/value';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { operators } from '../../src/ops/operators';
import { createBuilder, operatorOf } from '../../src/ops/registry';
import { encodeModel } from '../../src/frontends/onnx/encode';
import { domainOf } from '../unit/ops/operatorCase';
import { runModel } from '../unit/ops/runtimeErrors';

interface Golden {
  readonly operator: string;
  readonly about: string;
  readonly attributes: Attributes;
  readonly outputCount: number;
  /** `fixed`: known when the graph is built; `given`: not differentiated; null: left out. */
  readonly inputs: readonly ((Packed & { readonly kind: 'fixed' | 'given' | 'variable' }) | null)[];
  /** One for each output that counts; null where no gradient flows through it. */
  readonly cotangents: readonly (Packed | null)[];
  readonly outputs: readonly Packed[];
  /** One for each input; null where there is none. */
  readonly gradients: readonly (Packed | null)[];
}

interface Packed {
  readonly type: 'float' | Exclude<DataType, 'float32' | 'float64' | 'float16' | 'bfloat16'>;
  readonly shape: Shape;
  readonly data: readonly number[];
}

const golden = JSON.parse(
  readFileSync(new URL('golden/operators.json', import.meta.url), 'utf8'),
) as readonly Golden[];

/** The node with the vector-Jacobian product of its variables, floats being of the type given. */
function build(each: Golden, float: 'float32' | 'float64') {
  const builder = createBuilder();
  const feeds = new Map<ValueName, Tensor>();
  const contentOf = ({ type, shape, data }: Packed) => tensor(type === 'float' ? float : type, shape, data);
  const feed = (name: string, packed: Packed): ValueName => {
    const content = contentOf(packed);
    const input = builder.addInput(name, content);
    feeds.set(input, content);
    return input;
  };
  const inputs = each.inputs.map((packed, index) =>
    packed === null
      ? ''
      : packed.kind === 'fixed'
        ? builder.constant(contentOf(packed))
        : feed(`x${index}`, packed),
  );
  const outputs = builder.addNode({
    operator: each.operator,
    domain: domainOf(each.operator),
    inputs,
    attributes:
      each.operator === 'Cast' && float === 'float64' ? { to: { kind: 'int', value: 11 } } : each.attributes,
    outputCount: each.outputCount,
  });
  const node = builder.finish(outputs).nodes.at(-1)!;
  const { gradient } = operatorOf(node);
  if (typeof gradient !== 'function') {
    throw new TypeError(`${each.operator} has no gradient rule.`);
  }
  const outputGradients = outputs.map((_, index) => {
    const cotangent = each.cotangents[index] ?? null;
    return cotangent === null ? undefined : feed(`cotangent${index}`, cotangent);
  });
  const thunks = gradient({ node, builder, outputGradients, operatorOf });
  const gradients = each.gradients.map((expected, index) =>
    expected === null ? undefined : thunks[index]!(),
  );
  const expected = [
    ...each.outputs.map((output, index) => [outputs[index], output] as const),
    ...each.gradients.flatMap((packed, index) =>
      packed === null ? [] : [[gradients[index]!, packed] as const],
    ),
  ];
  return { graph: builder.finish(outputs), feeds, expected };
}

/** Largest difference to PyTorch, relative to the largest element (or to one, where all are smaller). */
function errorOf(actual: Tensor, expected: Packed): number {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...expected.data.map(Math.abs));
  return (
    Math.max(
      0,
      ...expected.data.map((y, element) =>
        y === actual.data[element] ? 0 : Math.abs(actual.data[element] - y),
      ),
    ) / scale
  );
}

describe("the reference engine agrees with PyTorch's float64", () => {
  it.each(golden)('$operator: $about', (each) => {
    const { graph, feeds, expected } = build(each, 'float64');
    const results = evaluateGraph(
      graph,
      feeds,
      expected.map(([name]) => name),
    );
    for (const [name, packed] of expected) {
      expect(errorOf(results.get(name)!, packed), name).toBeLessThan(1e-10);
    }
  });
});

describe("onnxruntime in float32 agrees with PyTorch's float64", () => {
  it.each(golden)('$operator: $about', async (each) => {
    const { graph, feeds, expected } = build(each, 'float32');
    const names = [...new Set(expected.map(([name]) => name))];
    const results = await runModel(encodeModel(graph, { outputs: names }), graph, feeds, names);
    for (const [name, packed] of expected) {
      expect(errorOf(results.get(name)!, packed), name).toBeLessThan(1e-5);
    }
  });
});

describe('the golden values', () => {
  it('hold every operator that has a gradient', () => {
    const covered = new Set(golden.map(({ operator }) => operator));
    const differentiable = operators.filter(
      ({ gradient, domain }) => typeof gradient === 'function' && domain === undefined,
    );
    expect(differentiable.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
