import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer, type Order } from '../../../support/tracing';

const { trace, traced } = useTracer();
const inputs: Order = { inputs: [{ type: 'float32', shape: [3, 4] }] };

const model = (call: string) => `${header}
from torch.func import vmap, functional_call
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 2)
    def forward(self, x):
        return ${call}
`;

/** Shapes and errors are those of PyTorch 2.13. */
describe('vmap', () => {
  it.each<[call: string, shape: number[]]>([
    ['vmap(self.l)(x)', [3, 2]],
    ['torch.vmap(lambda a, b: (a * b).sum(), in_dims=(0, None))(x, x[0])', [3]],
    ['vmap(lambda a: a * 2, in_dims=1, out_dims=1)(x)', [3, 4]],
    ['vmap(lambda a: (a, a.sum()), in_dims=1, out_dims=(1, 0))(x)[1]', [4]],
    ["vmap(lambda d: d['a'] + 1)({'a': x})", [3, 4]],
    ["vmap(lambda d, s: d['a'] * s, in_dims=({'a': 1}, None))({'a': x}, 2)", [4, 3]],
    ['vmap(lambda a: torch.ones(2))(x)', [3, 2]],
    [
      "vmap(lambda w: functional_call(self.l, {'weight': w}, x))(torch.stack([self.l.weight] * 5))",
      [5, 3, 2],
    ],
  ])('%s', async (call, shape) => {
    expect(outputShape((await traced(model(call), inputs)).graph)).toEqual(shape);
  });

  it('is one call for each slice, and says so', async () => {
    const { graph, diagnostics } = await traced(model('vmap(self.l)(x)'), inputs);
    expect(operatorsOf(graph).filter((name) => name === 'Gemm' || name === 'MatMul')).toHaveLength(3);
    expect(diagnostics).toMatchObject([
      {
        severity: 'information',
        message: 'vmap is drawn as 3 calls, one for each slice.',
        span: { line: 9 },
      },
    ]);
  });

  it.each([
    [
      'vmap(torch.dot)(x, x[0])',
      /Expected all tensors to have the same size in the mapped dimension, got sizes \[3, 4\]/,
    ],
    ['vmap(torch.mul)(x, 2)', /Got in_dim=0 for an input but the input is of type <class 'int'>/],
    ['vmap(lambda a: 3)(x)', /must only return Tensors, got type <class 'int'>/],
  ])('refuses %s', async (call, message) => {
    const { diagnostics } = await trace(model(call), inputs);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', span: { line: 9 } });
    expect(diagnostics[0].message).toMatch(message);
  });
});
