import { describe, expect, it } from 'vitest';
import type { Fill } from '../../../../src/graph/trace';
import { header, useTracer } from '../../../support/tracing';

const { traced } = useTracer();

async function stepsOf(constructor: string, order = {}): Promise<[string | undefined, Fill][]> {
  const source = `${header}import copy, math
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${constructor.replaceAll('\n', '\n        ')}
    def forward(self, x):
        return x
`;
  const { initialization } = await traced(source, {
    inputs: [{ type: 'float32', shape: [1] }],
    ...order,
  });
  return initialization.map(({ target, fill }) => [target, fill]);
}

const kaiming = (fan: number) => ({ kind: 'uniform', low: -1 / Math.sqrt(fan), high: 1 / Math.sqrt(fan) });

describe('the initialization', () => {
  it('of Conv2d and Linear draws the weight, then the bias, uniformly within 1/√fan', async () => {
    const steps = await stepsOf(
      'self.c = nn.Conv2d(3, 8, 5, groups=1)\nself.l = nn.Linear(16, 4, bias=False)',
    );
    expect(steps.map(([target]) => target)).toEqual(['c.weight', 'c.bias', 'l.weight']);
    for (const [step, fan] of [
      [steps[0], 75],
      [steps[1], 75],
      [steps[2], 16],
    ] as const) {
      const { low, high } = step[1] as Extract<Fill, { kind: 'uniform' }>;
      expect(low).toBeCloseTo(kaiming(fan).low, 12);
      expect(high).toBeCloseTo(kaiming(fan).high, 12);
    }
  });

  it('of BatchNorm draws nothing', async () => {
    const steps = await stepsOf('self.n = nn.BatchNorm2d(4)');
    expect(new Set(steps.map(([, { kind }]) => kind))).toEqual(new Set(['constant']));
    const last = Object.fromEntries(steps);
    expect(last).toMatchObject({
      'n.weight': { kind: 'constant', value: 1 },
      'n.bias': { kind: 'constant', value: 0 },
      'n.running_mean': { kind: 'constant', value: 0 },
      'n.running_var': { kind: 'constant', value: 1 },
      'n.num_batches_tracked': { kind: 'constant', value: 0 },
    });
  });

  it('repeats what the user does again, in order', async () => {
    const steps = await stepsOf(
      `self.c = nn.Conv2d(2, 4, 3, bias=False)
nn.init.kaiming_normal_(self.c.weight, mode='fan_out', nonlinearity='relu')
nn.init.trunc_normal_(self.c.weight, std=0.02)
nn.init.xavier_uniform_(self.c.weight)
nn.init.constant_(self.c.weight, 0.5)`,
    );
    expect(steps.map(([target, { kind }]) => [target, kind])).toEqual([
      ['c.weight', 'uniform'],
      ['c.weight', 'normal'],
      ['c.weight', 'truncatedNormal'],
      ['c.weight', 'uniform'],
      ['c.weight', 'constant'],
    ]);
    expect(steps[1][1]).toMatchObject({ mean: 0, std: expect.closeTo(Math.sqrt(2 / 36), 12) as number });
    expect(steps[2][1]).toMatchObject({ mean: 0, std: 0.02, low: -2, high: 2 });
  });

  it('advances the random stream for tensors that are not part of the model', async () => {
    const steps = await stepsOf(
      'torch.randn(5)\nself.l = nn.Linear(2, 2, bias=False)\ntorch.rand(3); torch.randperm(4); torch.randint(0, 9, (2,)); torch.zeros(7)\nnn.Linear(3, 3)',
    );
    expect(steps.map(([target, { kind }]) => [target, kind])).toEqual([
      [undefined, 'normal'],
      ['l.weight', 'uniform'],
      [undefined, 'uniform'],
      [undefined, 'randperm'],
      [undefined, 'randint'],
      [undefined, 'uniform'],
      [undefined, 'uniform'],
    ]);
  });

  it('knows tensors that begin as numbers, samples, and scaled samples', async () => {
    const steps = await stepsOf(
      `self.a = nn.Parameter(torch.tensor([[1.0, 2.0]]))
self.b = nn.Parameter(torch.randn(3, 3) * 0.02 + 1)
self.c = nn.Parameter(torch.rand(3) / math.sqrt(4))
self.d = nn.Parameter(torch.full((2,), 0.25))
self.e = nn.Linear(2, 2, bias=False)
with torch.no_grad():
    self.e.weight.mul_(2)
self.register_buffer('f', torch.arange(3))`,
    );
    expect(Object.fromEntries(steps)).toEqual({
      a: { kind: 'values', type: 'float32', values: Float64Array.of(1, 2) },
      b: { kind: 'normal', mean: 1, std: 0.02 },
      c: { kind: 'uniform', low: 0, high: 0.5 },
      d: { kind: 'constant', value: 0.25 },
      'e.weight': {
        kind: 'uniform',
        low: expect.closeTo(-Math.SQRT2, 12) as number,
        high: expect.closeTo(Math.SQRT2, 12) as number,
      },
      f: { kind: 'values', type: 'int64', values: Float64Array.of(0, 1, 2) },
    });
  });

  it('of a deep copy is that of its original', async () => {
    const steps = await stepsOf(
      `layer = nn.Linear(2, 2, bias=False)
self.layers = nn.ModuleList([copy.deepcopy(layer), copy.deepcopy(layer)])
nn.init.normal_(self.layers[1].weight)`,
    );
    expect(steps.map(([target, { kind }]) => [target, kind])).toEqual([
      [undefined, 'uniform'],
      ['layers.0.weight', 'copy'],
      ['layers.1.weight', 'copy'],
      ['layers.1.weight', 'normal'],
    ]);
    expect(steps[1][1]).toEqual({ kind: 'copy', step: 0 });
  });

  it('begins with the construction of the model, not with the file', async () => {
    const source = `${header}
unused = torch.randn(3)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 2, bias=False)
    def forward(self, x):
        return self.l(x)
`;
    const { initialization } = await traced(source);
    expect(initialization.map(({ target }) => target)).toEqual(['l.weight']);
  });
});

describe('a buffer that holds infinities', () => {
  it('begins with them, as a causal mask does', async () => {
    const { initialization } = await traced(
      `${header}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 2)
        self.register_buffer("mask", torch.empty(2, 2).fill_(float("-inf")).triu_(1))
        self.register_buffer("full", torch.full((3,), float("inf")))
    def forward(self, x):
        return self.l(x) + self.mask
`,
      { inputs: [{ type: 'float32', shape: [2, 2] }] },
    );
    const fills = new Map(initialization.map(({ target, fill }) => [target, fill]));
    expect(fills.get('mask')).toEqual({
      kind: 'values',
      type: 'float32',
      values: Float64Array.of(0, -Infinity, 0, 0),
    });
    expect(fills.get('full')).toEqual({ kind: 'constant', value: Infinity });
  });
});
