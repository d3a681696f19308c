import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../../src/graph/node';
import type { Shape } from '../../src/graph/shape';
import { type Tensor, tensor } from '../../src/graph/tensor';
import type { ValueName } from '../../src/graph/value';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { createBuilder, operatorOf } from '../../src/ops/registry';

interface Golden {
  readonly about: string;
  readonly operator: string;
  readonly attributes: Attributes;
  readonly outputCount: number;
  readonly inputs: readonly Packed[];
  readonly constants: readonly Packed[];
  readonly cotangent: Packed;
  readonly output: Packed;
  readonly gradients: readonly Packed[];
}

interface Packed {
  readonly shape: Shape;
  readonly data: readonly number[];
}

const golden = JSON.parse(
  readFileSync(new URL('golden/operators.json', import.meta.url), 'utf8'),
) as readonly Golden[];

describe("the reference engine agrees with PyTorch's float64", () => {
  it.each(golden)('$operator: $about', (each) => {
    const builder = createBuilder();
    const feeds = new Map<ValueName, Tensor>();
    const feed = (name: string, packed: Packed): ValueName => {
      const content = tensor('float64', packed.shape, packed.data);
      const input = builder.addInput(name, content);
      feeds.set(input, content);
      return input;
    };
    const inputs = [...each.inputs, ...each.constants].map((packed, index) => feed(`x${index}`, packed));
    const outputs = builder.addNode({
      operator: each.operator,
      inputs,
      attributes: each.attributes,
      outputCount: each.outputCount,
    });
    const node = builder.finish(outputs).nodes.at(-1)!;
    const { gradient } = operatorOf(node);
    if (typeof gradient !== 'function') {
      throw new TypeError(`${each.operator} has no gradient rule.`);
    }
    const cotangent = feed('cotangent', each.cotangent);
    const thunks = gradient({ node, builder, outputGradients: [cotangent], operatorOf });
    const gradients = each.gradients.map((_, index) => thunks[index]!());
    const results = evaluateGraph(builder.finish(outputs), feeds, [outputs[0], ...gradients]);
    expectEqual(results.get(outputs[0])!, each.output);
    each.gradients.forEach((expected, index) => expectEqual(results.get(gradients[index])!, expected));
  });
});

function expectEqual(actual: Tensor, expected: Packed): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...expected.data.map(Math.abs));
  actual.data.forEach((x, element) => {
    expect(Math.abs(x - expected.data[element]) / scale).toBeLessThan(1e-9);
  });
}
