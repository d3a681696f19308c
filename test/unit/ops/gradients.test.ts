import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/graph/shape';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { MissingGradientError } from '../../../src/ops/operator';
import { operators } from '../../../src/ops/operators';
import { cases } from './cases/all';
import { gradientErrors } from './finiteDifferences';
import { buildCase, generator } from './operatorCase';

/** Inputs, by operator, whose gradient the rule refuses. */
const refused: Readonly<Record<string, readonly number[]>> = {
  NegativeLogLikelihoodLoss: [2],
  RotaryEmbedding: [1, 2],
  SoftmaxCrossEntropyLoss: [2],
};

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
      expect(
        built
          .flatMap(({ rules }) => rules)
          .filter((input) => !used.has(`x${input}`) && !refused[name]?.includes(input)),
      ).toEqual([]);
    },
  );
});

describe('a gradient that is not known is refused', () => {
  it.each(
    Object.entries(refused).flatMap(([operator, inputs]) => inputs.map((input) => ({ operator, input }))),
  )('$operator, input $input', ({ operator, input }) => {
    const known = cases
      .filter((each) => each.operator === operator && each.inputs[input] !== undefined)
      .at(-1)!;
    const inputs = known.inputs.map((each, index) =>
      index === input ? { ...each!, isConstant: false } : each,
    );
    expect(() => buildCase({ ...known, inputs })).toThrow(MissingGradientError);
  });
});

describe('the gradient agrees with finite differences in float64', () => {
  const differentiable = cases
    .map((each) => ({ name: `${each.operator}: ${each.about}`, built: buildCase(each) }))
    .filter(({ built }) => built.gradients.size > 0);

  it.each(differentiable)('$name', ({ built }) => {
    for (const [variable, error] of gradientErrors(built)) {
      expect(error, variable).toBeLessThan(1e-6);
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
