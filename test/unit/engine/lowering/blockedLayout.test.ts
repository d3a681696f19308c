import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as runtime from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockSize } from '../../../../src/engine/backends/lowering/blockSize';
import { lower } from '../../../../src/engine/backends/lowering/lower';
import { encodeModel } from '../../../../src/frontends/onnx/encode';
import { int, ints } from '../../../../src/graph/attributes';
import type { GraphBuilder } from '../../../../src/graph/builder';
import { type Graph, valueOf } from '../../../../src/graph/graph';
import type { Attributes } from '../../../../src/graph/node';
import { elementCount, type Shape } from '../../../../src/graph/shape';
import { createBuilder } from '../../../../src/ops/registry';

let block: number;
beforeAll(async () => {
  block = (await blockSize(runtime))!;
});

async function compute(graph: Graph): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(encodeModel(graph), { logSeverityLevel: 3 });
  const feeds = graph.inputs.map((name, at) => {
    const { shape } = valueOf(graph, name);
    const content = Float32Array.from({ length: elementCount(shape) }, (_, i) =>
      Math.sin(i * (0.7 + at) + at),
    );
    return [name, new Tensor('float32', content, shape)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(graph.outputs.map((name) => [name, results[name].data as Float32Array]));
}

/** @returns the lowered graph, which has been found to compute the same as `graph`. */
async function lowered(graph: Graph): Promise<Graph> {
  const result = lower(graph, graph.outputs, { block });
  const [expected, actual] = [await compute(graph), await compute(result)];
  for (const name of graph.outputs) {
    const scale = expected[name].reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
    expect(actual[name]).toHaveLength(expected[name].length);
    const error = actual[name].reduce((worst, x, i) => Math.max(worst, Math.abs(x - expected[name][i])), 0);
    expect(error / scale, name).toBeLessThan(3e-5);
  }
  return result;
}

const operators = ({ nodes }: Graph) =>
  nodes
    .filter(({ operator }) => operator !== 'Reshape')
    .map(({ operator, domain }) => `${domain}:${operator}`);

interface ConvolutionCase {
  readonly about: string;
  readonly input: Shape;
  readonly weight: Shape;
  readonly attributes?: Attributes;
}

const pads = ints([1, 1, 1, 1]);
const convolutions: readonly ConvolutionCase[] = [
  { about: 'whole blocks', input: [2, 32, 5, 6], weight: [48, 32, 3, 3], attributes: { pads } },
  { about: 'a batch of blocks', input: [32, 16, 6, 5], weight: [16, 16, 3, 3], attributes: { pads } },
  { about: 'channels that fill no block', input: [2, 24, 5, 5], weight: [40, 24, 2, 1] },
  {
    about: 'fewer input channels than a block',
    input: [2, 3, 9, 9],
    weight: [16, 3, 3, 3],
    attributes: { pads },
  },
  {
    about: 'a stride that leaves rows over',
    input: [16, 16, 10, 10],
    weight: [32, 16, 3, 3],
    attributes: { pads, strides: ints([2, 2]) },
  },
  {
    about: 'a large map and few images',
    input: [3, 3, 113, 113],
    weight: [16, 3, 7, 7],
    attributes: { pads: ints([3, 3, 3, 3]), strides: ints([2, 2]) },
  },
  {
    about: 'dilation and uneven pads',
    input: [16, 16, 9, 8],
    weight: [16, 16, 3, 2],
    attributes: { pads: ints([1, 0, 2, 1]), dilations: ints([2, 1]) },
  },
  {
    about: 'depthwise',
    input: [2, 32, 7, 6],
    weight: [32, 1, 3, 3],
    attributes: { pads, group: int(32) },
  },
  {
    about: 'depthwise with a stride and channels that fill no block',
    input: [3, 24, 8, 8],
    weight: [24, 1, 3, 3],
    attributes: { pads, strides: ints([2, 2]), group: int(24) },
  },
];

const transposed: readonly ConvolutionCase[] = [
  { about: 'whole blocks', input: [2, 32, 5, 6], weight: [32, 48, 3, 3], attributes: { pads } },
  { about: 'channels that fill no block', input: [2, 24, 5, 5], weight: [24, 40, 1, 2] },
  { about: 'fewer input channels than a block', input: [2, 3, 9, 9], weight: [3, 16, 3, 3] },
  {
    about: 'a stride of two',
    input: [2, 32, 5, 6],
    weight: [32, 16, 3, 3],
    attributes: { pads, strides: ints([2, 2]), output_padding: ints([1, 1]) },
  },
  {
    about: 'a stride that is larger than the kernel',
    input: [2, 16, 5, 4],
    weight: [16, 32, 1, 1],
    attributes: { strides: ints([2, 3]), output_padding: ints([1, 2]) },
  },
  {
    about: 'the generator of a GAN',
    input: [2, 64, 4, 4],
    weight: [64, 32, 4, 4],
    attributes: { pads, strides: ints([2, 2]) },
  },
  {
    about: 'a stride of three along one axis, uneven pads, few input channels',
    input: [2, 8, 5, 6],
    weight: [8, 24, 7, 2],
    attributes: { pads: ints([2, 0, 2, 1]), strides: ints([3, 1]) },
  },
  {
    about: 'dilation',
    input: [2, 16, 9, 8],
    weight: [16, 16, 3, 2],
    attributes: { pads: ints([1, 0, 2, 1]), dilations: ints([2, 1]) },
  },
  {
    about: 'depthwise, and channels that fill no block',
    input: [3, 24, 4, 4],
    weight: [24, 1, 3, 3],
    attributes: { pads, group: int(24) },
  },
];

function convolution({ input, weight, attributes = {} }: ConvolutionCase): Graph {
  const builder = createBuilder();
  const x = builder.addInput('x', { type: 'float32', shape: input });
  const w = builder.addInput('w', { type: 'float32', shape: weight });
  const bias = builder.addInput('b', { type: 'float32', shape: [weight[0]] });
  const y = builder.add('Conv', [x, w, bias], attributes);
  const dy = builder.addInput('dy', { type: 'float32', shape: builder.value(y).shape });
  const [dw] = builder.addNode({
    operator: 'ConvWeightGradient',
    domain: 'skipline',
    inputs: [x, dy],
    attributes: { ...attributes, kernel_shape: ints(weight.slice(2)) },
  });
  return builder.finish([y, dw]);
}

describe('convolutions on blocks', () => {
  it.each(convolutions)('compute the same: $about', async (each) => {
    const graph = await lowered(convolution(each));
    const names = operators(graph);
    expect(names).toContain('com.microsoft.nchwc:Conv');
    expect(names).not.toContain(':Conv');
  });

  it('are left alone in groups, along one axis, and for few channels', async () => {
    for (const [input, weight, group] of [
      [[2, 32, 5, 5], [32, 16, 3, 3], 2],
      [[2, 32, 5], [32, 32, 3], 1],
      [[2, 32, 5, 5], [3, 32, 1, 1], 1],
    ] as const) {
      const graph = await lowered(
        convolution({ about: '', input, weight, attributes: { group: int(group) } }),
      );
      expect(operators(graph).filter((name) => name.includes('nchwc'))).toEqual([]);
    }
  });
});

describe('transposed convolutions on blocks', () => {
  const build = ({ input, weight, attributes = {} }: ConvolutionCase, withBias: boolean) => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: input });
    const w = builder.addInput('w', { type: 'float32', shape: weight });
    const bias = withBias ? [builder.addInput('b', { type: 'float32', shape: [weight[1]] })] : [];
    return builder.finish([builder.add('ConvTranspose', [x, w, ...bias], attributes)]);
  };

  it.each(transposed)('compute the same: $about', async (each) => {
    const names = operators(await lowered(build(each, false)));
    expect(names).toContain('com.microsoft.nchwc:Conv');
    expect(names).not.toContain(':ConvTranspose');
  });

  it('add a bias', async () => {
    const [whole, , , strided] = transposed;
    for (const each of [whole, strided]) {
      expect(operators(await lowered(build(each, true)))).not.toContain(':ConvTranspose');
    }
  });

  it('are left alone where the stride does not divide the extent, in groups, and channel by channel with a stride', async () => {
    const strides = ints([2, 2]);
    const cases: readonly ConvolutionCase[] = [
      { about: '', input: [2, 32, 5, 5], weight: [32, 32, 3, 3], attributes: { strides } },
      { about: '', input: [2, 32, 5, 5], weight: [32, 16, 3, 3], attributes: { group: int(2) } },
      { about: '', input: [2, 32, 5, 5], weight: [32, 1, 2, 2], attributes: { strides, group: int(32) } },
    ];
    for (const each of cases) {
      expect(operators(await lowered(build(each, false)))).not.toContain('com.microsoft.nchwc:Conv');
    }
  });
});

describe('values in blocks', () => {
  const build = (body: (builder: GraphBuilder, x: string, convolve: (x: string) => string) => string[]) => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2, 32, 4, 4] });
    const w = builder.addInput('w', { type: 'float32', shape: [32, 32, 3, 3] });
    return builder.finish(body(builder, x, (value) => builder.add('Conv', [value, w], { pads })));
  };

  it('stay so through operators that compute element by element', async () => {
    const graph = await lowered(
      build((builder, x, convolve) => {
        const y = convolve(x);
        const z = builder.add('Relu', [builder.add('Add', [convolve(y), y])]);
        return [convolve(builder.add('Mul', [z, builder.scalar('float32', 0.5)]))];
      }),
    );
    expect(
      operators(graph).filter((name) => name.includes('Reorder') && name.endsWith('Output')),
    ).toHaveLength(1);
  });

  it('go into convolutions of single positions, which leave others in their own order', async () => {
    const graph = await lowered(
      build((builder, x, convolve) => {
        const w = builder.addInput('pointwise', { type: 'float32', shape: [32, 32, 1, 1] });
        const pointwise = (value: string) => [
          builder.add('Conv', [value, w]),
          builder.add('ConvTranspose', [value, w]),
        ];
        return [...pointwise(x), ...pointwise(convolve(x))];
      }),
    );
    const names = operators(graph);
    expect(names.filter((name) => name === ':Conv')).toHaveLength(2);
    expect(names.filter((name) => name === 'com.microsoft.nchwc:Conv')).toHaveLength(3);
  });

  it('are given in their own order to what needs that, and keep their names as outputs', async () => {
    const source = build((builder, x, convolve) => {
      const y = convolve(x);
      const mask = builder.add('Greater', [y, builder.scalar('float32', 0)]);
      return [y, builder.add('Softmax', [y]), builder.add('Not', [mask])];
    });
    const graph = lower(source, source.outputs.slice(0, 2), { block });
    expect(graph.outputs).toEqual(source.outputs.slice(0, 2));
    await lowered({ ...source, outputs: source.outputs.slice(0, 2) });
    const [not] = lower(source, [source.outputs[2]], { block }).nodes.slice(-1);
    expect(not.operator).toBe('Not');
  });
});
