import { describe, expect, it } from 'vitest';
import { addProbes } from '../../../src/autodiff/probes';
import { type Statistics, statisticNames } from '../../../src/autodiff/trainingGraph';
import { elementCount, type Shape } from '../../../src/graph/shape';
import { tensor } from '../../../src/graph/tensor';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';
import { chooseBackend } from '../../../src/engine/backends/chooseBackend';
import { numbers } from './residualNetwork';

/** By the definitions, one element after the other. */
function expectedStatistics(data: ArrayLike<number>): Statistics {
  const values = Array.from(data);
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  return {
    mean,
    std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0)),
    l2: Math.hypot(...values),
    min: Math.min(...values),
    max: Math.max(...values),
    zeros: values.filter((value) => value === 0).length / count,
    nonFinite: values.filter((value) => !Number.isFinite(value)).length,
  };
}

function probeGraph(shape: Shape) {
  const builder = createBuilder();
  const x = builder.addInput('x', { type: 'float32', shape });
  const table = addProbes(builder, [
    { row: { kind: 'activation', module: 'a' }, value: x },
    { row: { kind: 'parameterGradient', parameter: 'a.weight' }, value: x },
    { row: { kind: 'gradient', module: 'a' }, value: x },
  ])!;
  return { x, table, graph: builder.finish([table.value]) };
}

function toStatistics(row: ArrayLike<number>): Statistics {
  return Object.fromEntries(statisticNames.map((name, index) => [name, row[index]])) as Statistics;
}

async function nativeRows(shape: Shape, data: readonly number[]): Promise<Statistics[]> {
  const { x, table, graph } = probeGraph(shape);
  const { backend } = await chooseBackend('native');
  const session = await backend.create(graph, [table.value], 'once');
  const result = new Float32Array(21);
  await session.run(new Map([[x, Float32Array.from(data)]]), new Map([[table.value, result]]));
  await session.release();
  return [0, 1, 2].map((row) => toStatistics(result.subarray(7 * row, 7 * row + 7)));
}

function expectClose(actual: Statistics, expected: Statistics, tolerance: number): void {
  for (const name of statisticNames) {
    expect(
      Math.abs(actual[name] - expected[name]),
      `${name}: ${actual[name]} instead of ${expected[name]}`,
    ).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(expected[name]), Math.abs(expected.std)));
  }
}

const shapes: readonly Shape[] = [[], [1], [7], [3, 5, 2], [8, 64, 64], [3, 11_000]];

describe('the statistics of a value', () => {
  it.each(shapes.map((shape) => [`[${shape.join(', ')}]`, shape] as const))(
    'follow the definitions for %s',
    (_, shape) => {
      const data = numbers(elementCount(shape)).map((value) => (value < -0.3 ? 0 : value));
      const { x, table, graph } = probeGraph(shape);
      const result = evaluateGraph(graph, new Map([[x, tensor('float32', shape, data)]]), [table.value]).get(
        table.value,
      )!;
      expect(result.shape).toEqual([3, 7]);
      const rows = [0, 1, 2].map((row) => toStatistics(result.data.subarray(7 * row, 7 * row + 7)));
      const expected = expectedStatistics(data);
      expectClose(rows[0], expected, 1e-12);
      expect(rows[2]).toEqual(rows[0]);
      expect(Math.abs(rows[1].l2 - expected.l2)).toBeLessThanOrEqual(1e-12 * expected.l2);
      expect(rows[1].mean).toBeNaN();
    },
  );

  it.each([
    ['ordinary numbers', 1, 0],
    ['a mean far from zero', 1, 10_000],
    ['numbers whose squares overflow float32', 1e25, 0],
    ['numbers whose squares underflow float32', 1e-28, 0],
  ])('hold in float32 for %s', async (_, scale, offset) => {
    const data = [...Float32Array.from(numbers(65_536), (value) => value * scale + offset)];
    const expected = expectedStatistics(data);
    const [activation, norm] = await nativeRows([64, 1024], data);
    expectClose(activation, expected, 2e-5);
    expect(Math.abs(norm.l2 / expected.l2 - 1)).toBeLessThan(1e-6);
  });

  it('hold for a tensor of equal elements', async () => {
    const [row] = await nativeRows([64], new Array<number>(64).fill(0));
    expect(row).toEqual({ mean: 0, std: 0, l2: 0, min: 0, max: 0, zeros: 1, nonFinite: 0 });
    const [constant] = await nativeRows([64], new Array<number>(64).fill(3));
    expectClose(constant, { mean: 3, std: 0, l2: 24, min: 3, max: 3, zeros: 0, nonFinite: 0 }, 1e-6);
  });

  it('count elements that are not finite', async () => {
    const data = numbers(40_000);
    data[3] = Number.NaN;
    data[39_999] = Infinity;
    data[17] = -Infinity;
    data[18] = 0;
    const [row] = await nativeRows([40_000], data);
    expect(row.nonFinite).toBe(3);
    expect(row.zeros).toBeCloseTo(1 / 40_000, 9);
    expect(row.mean).toBeNaN();
  });
});

it('makes no table of nothing', () => {
  expect(addProbes(createBuilder(), [])).toBeUndefined();
});
