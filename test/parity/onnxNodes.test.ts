import { describe, expect, it } from 'vitest';
import { readNodeTests } from './onnxNodeTests/nodeTests';
import { operatorsOf, runNodeTest } from './onnxNodeTests/runNodeTest';
import { unsupportedForms, unsupportedOperators } from './onnxNodeTests/unsupported';

const outcomes = readNodeTests().map((test) => ({
  name: `${test.name} of ONNX ${test.source}`,
  operators: operatorsOf(test),
  outcome: runNodeTest(test),
}));

const isListed = ({ operators, outcome }: (typeof outcomes)[number]): boolean =>
  operators.some((operator) => operator in unsupportedOperators) ||
  unsupportedForms.some(({ reason }) => outcome.kind === 'unsupported' && outcome.reason === reason);

describe("ONNX's backend node tests", () => {
  it.each(outcomes.filter((each) => !isListed(each)))('$name', ({ outcome }) => {
    expect(['passed', 'random'], outcome.kind === 'failed' ? outcome.reason : '').toContain(outcome.kind);
  });

  it('are left out for the reasons that are listed alone, all of which occur', () => {
    const left = outcomes.filter(isListed);
    expect(left.filter(({ outcome }) => outcome.kind !== 'unsupported')).toEqual([]);
    const operators = new Set(left.flatMap((each) => each.operators));
    expect(Object.keys(unsupportedOperators).filter((name) => !operators.has(name))).toEqual([]);
    const reasons = new Set(
      left.flatMap(({ outcome }) => (outcome.kind === 'unsupported' ? [outcome.reason] : [])),
    );
    expect(unsupportedForms.filter(({ reason }) => !reasons.has(reason))).toEqual([]);
  });

  it('all read models that the drawn numbers alone make different', () => {
    const random = outcomes.filter(({ outcome }) => outcome.kind === 'random');
    expect(new Set(random.flatMap(({ operators }) => operators))).toContain('Bernoulli');
    expect(random.length).toBeLessThan(30);
  });
});
