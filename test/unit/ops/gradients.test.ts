import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/graph/shape';
import type { Tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { operators } from '../../../src/ops/operators';
import { cases } from './cases/all';
import { buildCase, type CaseGraph, generator } from './operatorCase';

/** Step of the central differences: truncation h²f‴/6 and rounding 1e-16·f/h both stay below 1e-8. */
const step = 1e-5;

describe('every operator', () => {
  it.each(operators.filter(({ domain }) => domain === undefined).map(({ name }) => name))(
    '%s has a case',
    (name) => {
      expect(cases.map(({ operator }) => operator)).toContain(name);
    },
  );

  it.each(operators.filter(({ gradient }) => typeof gradient === 'function').map(({ name }) => name))(
    '%s has a case in which each of its rules is used',
    (name) => {
      const built = cases.filter(({ operator }) => operator === name).map((each) => buildCase(each));
      const used = new Set(built.flatMap(({ gradients }) => [...gradients.keys()]));
      expect(used.size).toBeGreaterThan(0);
      expect(built.flatMap(({ rules }) => rules).filter((input) => !used.has(`x${input}`))).toEqual([]);
    },
  );
});

describe('the gradient agrees with central differences in float64', () => {
  const differentiable = cases
    .map((each) => ({ name: `${each.operator}: ${each.about}`, built: buildCase(each) }))
    .filter(({ built }) => built.gradients.size > 0);

  it.each(differentiable)('$name', ({ built }) => {
    for (const [variable, gradient] of built.gradients) {
      const analytic = evaluateGraph(built.graph, built.feeds, [gradient], generator(1)).get(gradient)!;
      const numeric = differences(built, variable);
      expect(analytic.shape).toEqual(numeric.shape);
      expect(relativeError(analytic.data, numeric.data)).toBeLessThan(1e-6);
    }
  });
});

describe('evaluation', () => {
  it.each(cases.map((each) => ({ name: `${each.operator}: ${each.about}`, each })))(
    '$name fills the shape that is inferred',
    ({ each }) => {
      const { graph, feeds, outputs } = buildCase(each);
      const results = evaluateGraph(graph, feeds, outputs, generator(1));
      for (const output of outputs) {
        const { type, shape } = graph.values.get(output)!;
        const result = results.get(output)!;
        expect([result.type, result.shape]).toEqual([type, shape]);
        expect(result.data).toHaveLength(elementCount(shape));
      }
    },
  );
});

/** ∂Σ⟨cotangent, output⟩/∂variable by central differences. */
function differences({ graph, feeds, outputs, cotangents }: CaseGraph, variable: ValueName): Tensor {
  const point = feeds.get(variable)!;
  const loss = (data: Float64Array): number => {
    const moved = new Map(feeds).set(variable, { ...point, data });
    const differentiated = [...cotangents.keys()].map((index) => outputs[index]);
    const results = evaluateGraph(graph, moved, differentiated, generator(1));
    let sum = 0;
    for (const [index, cotangent] of cotangents) {
      const weights = feeds.get(cotangent)!.data;
      results.get(outputs[index])!.data.forEach((y, element) => (sum += y * weights[element]));
    }
    return sum;
  };
  const data = point.data.map((x, element) => {
    const at = (value: number) => {
      const moved = point.data.slice();
      moved[element] = value;
      return loss(moved);
    };
    return (at(x + step) - at(x - step)) / (2 * step);
  });
  return { ...point, data };
}

/** Largest difference, relative to the largest element. */
function relativeError(actual: Float64Array, expected: Float64Array): number {
  let difference = 0;
  let scale = 0;
  actual.forEach((value, element) => {
    const error = Math.abs(value - expected[element]);
    difference = Math.max(difference, Number.isNaN(error) ? Infinity : error);
    scale = Math.max(scale, Math.abs(expected[element]));
  });
  return difference / Math.max(scale, 1e-3);
}
