import { describe, expect, it } from 'vitest';
import { float, int, ints } from '../../../src/graph/attributes';
import { filled, tensor } from '../../../src/graph/tensor';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';
import { generator } from './operatorCase';

const count = 20_000;

function draw(
  operator: string,
  attributes = {},
  input = filled('float32', [count], 0),
  domain = '',
): Float64Array {
  const builder = createBuilder();
  const inputs = operator.endsWith('Like') || operator === 'Bernoulli' ? [builder.addInput('x', input)] : [];
  const [drawn] = builder.addNode({ operator, domain, inputs, attributes });
  const feeds = new Map(inputs.map((name) => [name, input]));
  return evaluateGraph(builder.finish([drawn]), feeds, [drawn], generator(7)).get(drawn)!.data;
}

function moments(data: Float64Array): { mean: number; deviation: number } {
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  return { mean, deviation: Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length) };
}

describe('random operators', () => {
  it.each(['RandomNormal', 'RandomNormalLike'])(
    '%s has the mean and the scale that it is given',
    (operator) => {
      const attributes = {
        mean: float(3),
        scale: float(0.5),
        ...(operator.endsWith('Like') ? {} : { shape: ints([count]) }),
      };
      const { mean, deviation } = moments(draw(operator, attributes));
      expect(mean).toBeCloseTo(3, 1);
      expect(deviation).toBeCloseTo(0.5, 1);
    },
  );

  it.each(['RandomUniform', 'RandomUniformLike'])(
    '%s stays between its bounds and fills them',
    (operator) => {
      const attributes = {
        low: float(-2),
        high: float(4),
        ...(operator.endsWith('Like') ? {} : { shape: ints([count]) }),
      };
      const data = draw(operator, attributes);
      const { mean, deviation } = moments(data);
      expect(mean).toBeCloseTo(1, 0);
      expect(deviation).toBeCloseTo(6 / Math.sqrt(12), 1);
      expect(data.every((x) => x >= -2 && x < 4)).toBe(true);
    },
  );

  it('RandomIntegers draws whole numbers from low up to high', () => {
    const attributes = { low: int(-2), high: int(3), shape: ints([count]), dtype: int(7) };
    const data = draw('RandomIntegers', attributes, undefined, 'skipline');
    expect([...new Set(data)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect(moments(data).mean).toBeCloseTo(0, 1);
  });

  it('RandomPermutation draws each number once', () => {
    const data = draw('RandomPermutation', { shape: ints([50]), dtype: int(7) }, undefined, 'skipline');
    expect(data).not.toEqual(Float64Array.from({ length: 50 }, (_, at) => at));
    expect(data.sort()).toEqual(Float64Array.from({ length: 50 }, (_, at) => at));
  });

  it('RandomExponential has the mean 1 / rate', () => {
    const data = draw('RandomExponential', { rate: float(2), shape: ints([count]) }, undefined, 'skipline');
    const { mean, deviation } = moments(data);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
  });

  it('Bernoulli draws ones with the probability of each element', () => {
    const rows = Float64Array.from({ length: count }, (_, index) => (index < count / 2 ? 0.1 : 0.8));
    const data = draw('Bernoulli', { dtype: int(1) }, tensor('float32', [count], rows));
    expect(new Set(data)).toEqual(new Set([0, 1]));
    expect(moments(data.slice(0, count / 2)).mean).toBeCloseTo(0.1, 1);
    expect(moments(data.slice(count / 2)).mean).toBeCloseTo(0.8, 1);
  });
});
