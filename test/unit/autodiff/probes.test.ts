import { describe, expect, it } from 'vitest';
import { addProbes } from '../../../src/autodiff/probes';
import {
  type ProbeNumbers,
  readCarefulProbes,
  readQuickProbes,
  readSampledProbes,
} from '../../../src/autodiff/readProbes';
import { sampleSize } from '../../../src/autodiff/sample';
import { type ProbeTable, type Statistics, statisticNames } from '../../../src/autodiff/trainingGraph';
import { valueOf } from '../../../src/graph/graph';
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
  return { x, table, graph: builder.finish([...table.quick, ...table.careful, ...table.sampled]) };
}

type Form = 'quick' | 'careful' | 'sampled';

const readers = { quick: readQuickProbes, careful: readCarefulProbes, sampled: readSampledProbes };

function read(table: ProbeTable, form: Form, numbers: ProbeNumbers): Statistics[] | undefined {
  return readers[form](table, numbers);
}

async function nativeRows(
  shape: Shape,
  data: readonly number[],
  form: Form,
): Promise<Statistics[] | undefined> {
  const { x, table, graph } = probeGraph(shape);
  const { backend } = await chooseBackend('native');
  const outputs = table[form];
  const session = await backend.create(graph, outputs, 'once');
  const results = new Map(
    outputs.map((output) => [output, new Float32Array(elementCount(valueOf(graph, output).shape))]),
  );
  await session.run(new Map([[x, Float32Array.from(data)]]), results);
  await session.release();
  return read(table, form, (output) => results.get(output)!);
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
  it.each(
    shapes.flatMap((shape) =>
      (['quick', 'careful'] as const).map((form) => [`[${shape.join(', ')}]`, form, shape] as const),
    ),
  )('follow the definitions for %s, %s', (_, form, shape) => {
    const data = numbers(elementCount(shape)).map((value) => (value < -0.3 ? 0 : value));
    const { x, table, graph } = probeGraph(shape);
    const results = evaluateGraph(graph, new Map([[x, tensor('float32', shape, data)]]), table[form]);
    const rows = read(table, form, (output) => results.get(output)!.data)!;
    expect(rows).toHaveLength(3);
    const expected = expectedStatistics(data);
    expectClose(rows[0], expected, 1e-12);
    expect(rows[2]).toEqual(rows[0]);
    expect(Math.abs(rows[1].l2 - expected.l2)).toBeLessThanOrEqual(1e-12 * expected.l2);
    expect(rows[1].mean).toBeNaN();
  });

  it.each([
    ['ordinary numbers', 1, 0, 'exact'],
    ['a mean of some deviations', 1, 4, 'exact'],
    ['a mean far from zero', 1, 10_000, 'not exact'],
    ['numbers whose squares overflow float32', 1e25, 0, 'not exact'],
    ['numbers whose squares underflow float32', 1e-28, 0, 'not exact'],
  ])('hold in float32 for %s', async (_, scale, offset, quick) => {
    const data = [...Float32Array.from(numbers(65_536), (value) => value * scale + offset)];
    const expected = expectedStatistics(data);
    const check = ([activation, norm]: readonly Statistics[]) => {
      expectClose(activation, expected, 2e-5);
      expect(Math.abs(norm.l2 / expected.l2 - 1)).toBeLessThan(1e-6);
    };
    check((await nativeRows([64, 1024], data, 'careful'))!);
    const quickly = await nativeRows([64, 1024], data, 'quick');
    expect(quickly === undefined ? 'not exact' : 'exact').toBe(quick);
    if (quickly !== undefined) {
      check(quickly);
    }
  });

  it.each([
    [64, 'quick'],
    [64, 'careful'],
    [65_536, 'careful'],
  ] as const)('hold for %i equal elements, %s', async (count, form) => {
    const equal = async (value: number) =>
      (await nativeRows([count], new Array<number>(count).fill(value), form))![0];
    expect(await equal(0)).toEqual({ mean: 0, std: 0, l2: 0, min: 0, max: 0, zeros: 1, nonFinite: 0 });
    expectClose(
      await equal(3),
      { mean: 3, std: 0, l2: 3 * Math.sqrt(count), min: 3, max: 3, zeros: 0, nonFinite: 0 },
      1e-6,
    );
  });

  it('are quickly zero for a value of zeros, and left to the careful form for another constant', async () => {
    const zeros = await nativeRows([65_536], new Array<number>(65_536).fill(0), 'quick');
    expect(zeros![0]).toEqual({ mean: 0, std: 0, l2: 0, min: 0, max: 0, zeros: 1, nonFinite: 0 });
    expect(await nativeRows([65_536], new Array<number>(65_536).fill(3), 'quick')).toBeUndefined();
  });

  it('count elements that are not finite', async () => {
    const data = numbers(40_000);
    data[3] = Number.NaN;
    data[39_999] = Infinity;
    data[17] = -Infinity;
    data[18] = 0;
    const [row] = (await nativeRows([40_000], data, 'careful'))!;
    expect(row.nonFinite).toBe(3);
    expect(row.zeros).toBeCloseTo(1 / 40_000, 9);
    expect(row.mean).toBeNaN();
    expect(await nativeRows([40_000], data, 'quick')).toBeUndefined();
  });
});

describe('the statistics of a sample', () => {
  const shape: Shape = [16, 4, 64, 64];
  const count = elementCount(shape);
  const data = numbers(count).map((value) => (value < -0.3 ? 0 : value));

  it('come near to those of a large value, and say of how many elements they are', async () => {
    const [activation, norm, gradient] = (await nativeRows(shape, data, 'sampled'))!;
    const all = (await nativeRows(shape, data, 'quick'))!;
    expect(activation.sample).toBe(sampleSize);
    expect(gradient).toEqual(activation);
    expect(norm).toEqual(all[1]);
    expect(Math.abs(activation.mean - all[0].mean)).toBeLessThan(0.03 * all[0].std);
    expect(activation.std / all[0].std).toBeCloseTo(1, 1);
    expect(activation.l2 / all[0].l2).toBeCloseTo(1, 1);
    expect(activation.zeros).toBeCloseTo(all[0].zeros, 1);
    expect(activation.min).toBeGreaterThanOrEqual(all[0].min);
    expect(activation.max).toBeLessThanOrEqual(all[0].max);
    expect(activation.max).toBeGreaterThan(0.9 * all[0].max);
  });

  it.each([1000, 20_000])('are those of all of %i elements', async (small) => {
    const part = data.slice(0, small);
    const [sampled] = (await nativeRows([small], part, 'sampled'))!;
    expectClose(sampled, expectedStatistics(part), 1e-5);
    expect(sampled).not.toHaveProperty('sample');
  });

  it('are left to the careful form where they are not exact', async () => {
    const far = data.map((value) => value + 10_000);
    expect(await nativeRows(shape, far, 'sampled')).toBeUndefined();
  });
});

it('makes no table of nothing', () => {
  expect(addProbes(createBuilder(), [])).toBeUndefined();
});
