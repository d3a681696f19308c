import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer, type Order } from '../../../support/tracing';

const { trace, traced } = useTracer();

function model(constructor: string, forward: string): string {
  return `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${constructor}
    def forward(self, x):
        ${forward}
`;
}

const inputs: Order = { inputs: [{ type: 'float32', shape: [1, 4, 8] }] };

describe('a large tensor of one number', () => {
  it('is made by the network when it runs, and takes no memory before', async () => {
    const cache = 'self.cache = torch.zeros(32, 8192, 4096, 8)';
    const { graph } = await traced(model(cache, 'return self.cache[:1, :4, 0] + x'), inputs);
    expect(operatorsOf(graph).at(0)).toBe('Expand');
    expect(outputShape(graph)).toEqual([1, 4, 8]);
    const [number, shape] = graph.nodes[0].inputs.map((name) => graph.values.get(name)!.role);
    expect(number).toMatchObject({ tensor: { type: 'float32', shape: [], data: Float64Array.of(0) } });
    expect(shape).toMatchObject({ tensor: { data: Float64Array.of(32, 8192, 4096, 8) } });
  });

  it('begins as that number where it is a buffer or a parameter', async () => {
    const state =
      "self.w = nn.Parameter(torch.full((2**30, 8), 0.5)); self.register_buffer('b', torch.ones(2**30))";
    const { initialization } = await traced(model(state, 'return self.w[:4] + self.b[:8] + x'), inputs);
    expect(initialization).toEqual([
      { target: 'w', shape: [2 ** 30, 8], type: 'float32', fill: { kind: 'constant', value: 0.5 } },
      { target: 'b', shape: [2 ** 30], type: 'float32', fill: { kind: 'constant', value: 1 } },
    ]);
  });
});

describe('an extent', () => {
  it.each([
    [
      'torch.zeros(2, -1)',
      /^RuntimeError .*: Trying to create tensor with negative dimension -1: \[2, -1\]\.$/,
    ],
    ['torch.full((-3,), 1.0)', /negative dimension -3: \[-3\]/],
    ['torch.randn(-2)', /negative dimension -2/],
    ['nn.Embedding(-1, 4)', /negative dimension -1: \[-1, 4\]/],
    [
      'nn.Conv2d(24, 200 / 4, 1)',
      /^TypeError .*: argument 'size' must be tuple of ints, but found element of type float at pos 0\.$/,
    ],
    ['torch.zeros(4, 2).reshape(2.0, 4)', /element of type float at pos 0/],
  ])('is a whole number that is not negative, as PyTorch asks: %s', async (expression, message) => {
    const { diagnostics } = await trace(model(`self.part = ${expression}`, 'return x'), inputs);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', span: { line: 6 } });
    expect(diagnostics[0].message).toMatch(message);
  });

  it('may be a number of NumPy or a tensor of one', async () => {
    const part = 'import numpy; self.part = torch.zeros(numpy.int64(8), torch.tensor(1))';
    const { graph } = await traced(model(part, 'return x @ self.part'), inputs);
    expect(outputShape(graph)).toEqual([1, 4, 1]);
  });
});
