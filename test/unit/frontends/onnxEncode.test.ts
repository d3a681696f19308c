import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { elementBytes, float16Bits } from '../../../src/frontends/onnx/elementBytes';
import { encodeModel } from '../../../src/frontends/onnx/encode';
import { float, int, ints, string } from '../../../src/graph/attributes';
import { GraphBuilder } from '../../../src/graph/builder';
import type { DataType } from '../../../src/graph/dataType';
import { filled, tensor } from '../../../src/graph/tensor';
import type { ValueType } from '../../../src/graph/value';

/** A builder whose nodes have the output types given here, operator by operator. */
function builderOf(types: Readonly<Record<string, readonly ValueType[]>>): GraphBuilder {
  return new GraphBuilder(({ operator }) => types[operator]);
}

const float32 = (...shape: number[]): ValueType => ({ type: 'float32', shape });

describe('encodeModel', () => {
  it('writes a convolution that onnxruntime computes', async () => {
    const builder = builderOf({ Conv: [float32(1, 1, 2, 2)], Relu: [float32(1, 1, 2, 2)] });
    const x = builder.addInput('x', float32(1, 1, 3, 3));
    const weight = builder.addParameter('weight', float32(1, 1, 2, 2), true);
    const bias = builder.constant(tensor('float32', [1], [-1]));
    const convolution = builder.add('Conv', [x, weight, bias], {
      strides: ints([1, 1]),
      auto_pad: string('NOTSET'),
      group: int(1),
    });
    const graph = builder.finish([builder.add('Relu', [convolution])]);

    const session = await InferenceSession.create(encodeModel(graph));
    expect(session.inputNames).toEqual(['x', 'weight']);
    const { Relu } = await session.run({
      x: new Tensor('float32', [0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 3, 3]),
      weight: new Tensor('float32', [1, 0, 0, -1], [1, 1, 2, 2]),
    });
    expect(Array.from(Relu.data as Float32Array)).toEqual([0, 0, 0, 0]);
    const flipped = await session.run({
      x: new Tensor('float32', [0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 3, 3]),
      weight: new Tensor('float32', [-1, 0, 0, 1], [1, 1, 2, 2]),
    });
    expect(Array.from(flipped.Relu.data as Float32Array)).toEqual([3, 3, 3, 3]);
    await session.release();
  });

  it('leaves out what the wanted outputs do not need, and keeps optional inputs in their places', async () => {
    const builder = builderOf({
      Clip: [float32(3)],
      LeakyRelu: [float32(3)],
      Neg: [float32(3)],
    });
    const x = builder.addInput('x', float32(3));
    const unused = builder.addInput('unused', float32(3));
    const clipped = builder.add('Clip', [x, '', builder.scalar('float32', 2)]);
    builder.add('Neg', [unused]);
    const leaky = builder.add('LeakyRelu', [clipped], { alpha: float(0.5) });
    const graph = builder.finish([leaky]);

    const session = await InferenceSession.create(encodeModel(graph, { outputs: [leaky, leaky, clipped] }));
    expect(session.inputNames).toEqual(['x']);
    expect(session.outputNames).toEqual([leaky, clipped]);
    const result = await session.run({ x: new Tensor('float32', [-4, 1, 5], [3]) });
    expect(Array.from(result[leaky].data as Float32Array)).toEqual([-2, 1, 2]);
    await session.release();
  });

  it('turns given parameters into initializers', async () => {
    const builder = builderOf({ Add: [float32(2)] });
    const x = builder.addInput('x', float32(2));
    const bias = builder.addParameter('bias', float32(2), true);
    const graph = builder.finish([builder.add('Add', [x, bias])]);

    const content = elementBytes(tensor('float32', [2], [10, 20]));
    const session = await InferenceSession.create(
      encodeModel(graph, { initializers: new Map([[bias, content]]) }),
    );
    expect(session.inputNames).toEqual(['x']);
    const { Add } = await session.run({ x: new Tensor('float32', [1, 2], [2]) });
    expect(Array.from(Add.data as Float32Array)).toEqual([11, 22]);
    await session.release();
  });

  it.each<[DataType, number[]]>([
    ['float32', [1.5, -2, 0.1]],
    ['float64', [1.5, -2, 0.1]],
    ['int64', [1, -2, 2 ** 40]],
    ['int32', [1, -2, 2 ** 30]],
    ['uint8', [0, 1, 255]],
    ['int8', [0, 1, -128]],
    ['bool', [0, 1, 1]],
  ])('writes %s constants that onnxruntime reads back', async (type, elements) => {
    const builder = builderOf({ Identity: [{ type, shape: [3] }] });
    const graph = builder.finish([builder.add('Identity', [builder.constant(tensor(type, [3], elements))])]);
    const session = await InferenceSession.create(encodeModel(graph));
    const { Identity } = await session.run({});
    const expected = type === 'float32' ? elements.map(Math.fround) : elements;
    expect(Array.from(Identity.data as Float32Array, Number)).toEqual(expected);
    await session.release();
  });

  it('imports the domains that the nodes need', async () => {
    const builder = builderOf({ FusedMatMul: [float32(1, 1)] });
    const a = builder.addInput('a', float32(1, 2));
    const [product] = builder.addNode({
      operator: 'FusedMatMul',
      domain: 'com.microsoft',
      inputs: [a, a],
      attributes: { transB: int(1) },
    });
    const session = await InferenceSession.create(encodeModel(builder.finish([product])));
    const { FusedMatMul } = await session.run({ a: new Tensor('float32', [3, 4], [1, 2]) });
    expect(Array.from(FusedMatMul.data as Float32Array)).toEqual([25]);
    await session.release();
  });

  it('writes a graph of five thousand nodes within a second of processor time', () => {
    const builder = builderOf({ Relu: [float32(4)] });
    let value = builder.addInput('x', float32(4));
    for (let count = 0; count < 5000; count++) {
      value = builder.add('Relu', [value]);
    }
    const graph = builder.finish([value]);
    const begin = process.cpuUsage();
    expect(encodeModel(graph).length).toBeGreaterThan(100_000);
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(1);
  });
});

describe('float16Bits', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [2 ** -14, 0x0400],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
  ])('%d is %i', (value, expected) => {
    expect(float16Bits(value)).toBe(expected);
  });

  it('writes two bytes per element', () => {
    expect(elementBytes(filled('float16', [3], 1))).toEqual(Uint8Array.of(0, 0x3c, 0, 0x3c, 0, 0x3c));
  });
});
