import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as runtime from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockSize } from '../../../../src/engine/backends/lowering/blockSize';
import { lower } from '../../../../src/engine/backends/lowering/lower';
import { encodeModel } from '../../../../src/frontends/onnx/encode';
import { int } from '../../../../src/graph/attributes';
import type { Graph } from '../../../../src/graph/graph';
import { createBuilder } from '../../../../src/ops/registry';

let block: number;
beforeAll(async () => {
  block = (await blockSize(runtime))!;
});

const [rows, columns] = [12, 4096];
const content = Float32Array.from({ length: rows * columns }, (_, i) => (i % 7 === 0 ? 0 : Math.sin(i)));

async function compute(graph: Graph): Promise<number[]> {
  const session = await InferenceSession.create(encodeModel(graph), { logSeverityLevel: 3 });
  const results = await session.run({ x: new Tensor('float32', content, [rows, columns]) });
  await session.release();
  return Array.from(results[graph.outputs[0]].data as Float32Array);
}

describe('reductions on blocks', () => {
  it('sum the squares of each row', async () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const sums = builder.add('ReduceSumSquare', [x, builder.int64s([1])], { keepdims: int(0) });
    const graph = lower(builder.finish([sums]), [sums], { block });
    expect(graph.nodes.some(({ operator }) => operator === 'ReduceSumSquare')).toBe(false);
    const actual = await compute(graph);
    expect(actual).toHaveLength(rows);
    actual.forEach((sum, row) => {
      const expected = content
        .subarray(row * columns, (row + 1) * columns)
        .reduce((total, element) => total + element * element, 0);
      expect(sum / expected).toBeCloseTo(1, 6);
    });
  });

  it.each([
    { about: 'of the last axes', axes: [2, 3], keepdims: 0, shape: [2, 6] },
    { about: 'of all axes but one', axes: [0, 2, 3], keepdims: 0, shape: [6] },
    { about: 'with axes that are kept', axes: [0, -2, -1], keepdims: 1, shape: [1, 6, 1, 1] },
  ])('sum products $about', async ({ axes, keepdims, shape }) => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const maps = builder.add('Reshape', [x, builder.int64s([2, 6, 64, 64])]);
    const product = builder.add('Mul', [maps, builder.add('Cos', [maps])]);
    const sums = builder.add('ReduceSum', [product, builder.int64s(axes)], { keepdims: int(keepdims) });
    const graph = lower(builder.finish([sums]), [sums], { block });
    expect(graph.nodes.map(({ operator }) => operator)).not.toContain('Mul');
    expect(graph.values.get(graph.outputs[0])!.shape).toEqual(shape);
    const channels = axes.length === 3 ? 6 : rows;
    const expected = new Float64Array(channels);
    content.forEach((element, at) => {
      expected[Math.floor(at / columns) % channels] += element * Math.cos(element);
    });
    const actual = await compute(graph);
    expect(actual).toHaveLength(channels);
    actual.forEach((sum, channel) => expect(sum).toBeCloseTo(expected[channel], 3));
  });

  it('average products', async () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const product = builder.add('Mul', [x, builder.add('Cos', [x])]);
    const means = builder.add('ReduceMean', [product, builder.int64s([-1])], { keepdims: int(1) });
    const graph = lower(builder.finish([means]), [means], { block });
    expect(graph.nodes.map(({ operator }) => operator)).not.toContain('ReduceMean');
    expect(graph.values.get(graph.outputs[0])!.shape).toEqual([rows, 1]);
    const actual = await compute(graph);
    expect(actual).toHaveLength(rows);
    actual.forEach((mean, row) => {
      const expected = content
        .subarray(row * columns, (row + 1) * columns)
        .reduce((total, element) => total + element * Math.cos(element), 0);
      expect(mean).toBeCloseTo(expected / columns, 6);
    });
  });

  it('leave a product that is summed over axes that are not named', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const product = builder.add('Mul', [x, builder.add('Cos', [x])]);
    const sum = builder.add('ReduceSum', [product, ''], { keepdims: int(0) });
    const graph = lower(builder.finish([sum]), [sum], { block });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(['Cos', 'Mul', 'ReduceSum']);
  });

  it('leave a count over axes that are not named', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const isNonZero = builder.add('Cast', [x], { to: int(9) });
    const count = builder.add('ReduceSum', [builder.add('Cast', [isNonZero], { to: int(1) }), ''], {
      keepdims: int(0),
    });
    const graph = lower(builder.finish([count]), [count], { block });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(['Cast', 'Cast', 'ReduceSum']);
  });

  it('leave a product that is read elsewhere', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const product = builder.add('Mul', [x, builder.add('Cos', [x])]);
    const sums = builder.add('ReduceSum', [product, builder.int64s([1])], { keepdims: int(0) });
    const outputs = [product, sums];
    const graph = lower(builder.finish(outputs), outputs, { block });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(['Cos', 'Mul', 'ReduceSum']);
  });

  it('count in each column what is not zero', async () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const isNonZero = builder.add('Cast', [x], { to: int(9) });
    const counts = builder.add(
      'ReduceSum',
      [builder.add('Cast', [isNonZero], { to: int(1) }), builder.int64s([0])],
      {
        keepdims: int(0),
      },
    );
    const graph = lower(builder.finish([counts]), [counts], { block });
    expect(graph.nodes.map(({ operator }) => operator)).toContain('MatMulInteger');
    const actual = await compute(graph);
    expect(actual).toEqual(
      Array.from(
        { length: columns },
        (_, column) =>
          Array.from({ length: rows }, (_, row) => content[row * columns + column]).filter((x) => x !== 0)
            .length,
      ),
    );
  });

  it('stay as they are along another axis, over short rows, and in another type', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [rows, columns] });
    const short = builder.addInput('short', { type: 'float32', shape: [rows, 24] });
    const wide = builder.addInput('wide', { type: 'float64', shape: [rows, columns] });
    const sums = [
      builder.add('ReduceSumSquare', [x, builder.int64s([0])], { keepdims: int(0) }),
      builder.add('ReduceSumSquare', [short, builder.int64s([1])], { keepdims: int(0) }),
      builder.add('ReduceSumSquare', [wide, builder.int64s([1])], { keepdims: int(0) }),
    ];
    const graph = lower(builder.finish(sums), sums, { block });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(sums.map(() => 'ReduceSumSquare'));
  });
});
