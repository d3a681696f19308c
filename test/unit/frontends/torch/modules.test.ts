import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

/** A model with the statements of its constructor and of its forward. */
function model(constructor: string, forward: string, before = ''): string {
  const indent = (text: string) => text.replaceAll('\n', '\n        ');
  return `${header}${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${indent(constructor)}
    def forward(self, x):
        ${indent(forward)}
`;
}

describe('torch.nn.Module', () => {
  it('orders modules and parameters as they are registered', async () => {
    const { graph } = await traced(
      model(
        `self.b = nn.Linear(4, 4)
self.scale = nn.Parameter(torch.ones(4))
self.a = nn.ModuleList([nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 4), nn.ReLU())])
self.d = nn.ModuleDict({'one': nn.Identity()})
self.p = nn.ParameterList([torch.zeros(4)])`,
        `for layer in self.a: x = layer(x)
return self.d['one'](self.b(x)) * self.scale + self.p[0]`,
      ),
    );
    expect([...graph.modules.keys()]).toEqual([
      '',
      'b',
      'a',
      'a.0',
      'a.1',
      'a.1.0',
      'a.1.1',
      'd',
      'd.one',
      'p',
    ]);
    expect(
      [...graph.values.values()].flatMap(({ role }) => (role.kind === 'parameter' ? [role.path] : [])),
    ).toEqual(['scale', 'b.weight', 'b.bias', 'a.0.weight', 'a.0.bias', 'a.1.0.weight', 'a.1.0.bias', 'p.0']);
    expect(graph.calls.map(({ module }) => module)).toEqual([
      '',
      'a.0',
      'a.1',
      'a.1.0',
      'a.1.1',
      'b',
      'd.one',
    ]);
  });

  it('shares a parameter that two modules hold', async () => {
    const { graph } = await traced(
      model(
        `self.encode = nn.Linear(4, 4, bias=False)
self.decode = nn.Linear(4, 4, bias=False)
self.decode.weight = self.encode.weight`,
        'return self.decode(self.encode(x))',
      ),
    );
    expect(graph.modules.get('decode')!.parameters).toEqual(['encode.weight']);
    expect(graph.modules.get('encode')!.parameters).toEqual(['encode.weight']);
    expect([...graph.values.keys()].filter((name) => name.endsWith('weight'))).toEqual(['encode.weight']);
  });

  it('calls a module twice, and lists a module that is registered twice once', async () => {
    const { graph } = await traced(
      model('self.one = nn.Linear(4, 4)\nself.two = self.one', 'return self.two(self.one(x))'),
    );
    expect([...graph.modules.keys()]).toEqual(['', 'one']);
    expect(graph.calls.map(({ module }) => module)).toEqual(['', 'one', 'one']);
    expect(graph.calls[1].outputs).toEqual(graph.calls[2].inputs);
  });

  it('runs hooks around forward', async () => {
    const { graph } = await traced(
      model(
        `self.linear = nn.Linear(4, 4)
self.linear.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
removed = self.linear.register_forward_hook(lambda module, args, out: F.relu(out))
self.linear.register_forward_hook(lambda module, args, out: torch.tanh(out))
removed.remove()`,
        'return self.linear(x)',
      ),
    );
    expect(operatorsOf(graph)).toEqual(['Mul', 'Gemm', 'Tanh']);
    expect(graph.nodes.map(({ origin }) => graph.calls[origin.call].module)).toEqual([
      'linear',
      'linear',
      'linear',
    ]);
  });

  it('freezes parameters and knows buffers', async () => {
    const { graph } = await traced(
      model(
        `self.linear = nn.Linear(4, 4)
self.linear.requires_grad_(False)
self.register_buffer('mask', torch.ones(4))
self.register_buffer('scratch', torch.ones(4), persistent=False)`,
        'return self.linear(x) * self.mask + self.scratch',
      ),
    );
    expect(graph.values.get('linear.weight')!.role).toEqual({
      kind: 'parameter',
      path: 'linear.weight',
      trainable: false,
    });
    expect(graph.values.get('mask')!.role).toEqual({ kind: 'buffer', path: 'mask', persistent: true });
    expect(graph.values.get('scratch')!.role).toMatchObject({ persistent: false });
    expect(graph.modules.get('')!.buffers).toEqual(['mask', 'scratch']);
  });

  it('says what PyTorch prints of a layer', async () => {
    const { graph } = await traced(
      model(
        `self.c = nn.Conv2d(3, 6, (3, 5), stride=2, padding=1, groups=3, bias=False, padding_mode='reflect')
self.n = nn.BatchNorm2d(6, momentum=None)
self.p = nn.MaxPool2d(3, 2, padding=1)
self.r = nn.ReLU(inplace=True)
self.f = nn.Flatten()
self.d = nn.Dropout(0.3)`,
        'return self.d(self.f(self.r(self.p(self.n(self.c(x))))))',
      ),
    );
    expect(
      Object.fromEntries([...graph.modules].map(([path, { description }]) => [path, description])),
    ).toEqual({
      '': '',
      c: '3, 6, kernel_size=(3, 5), stride=(2, 2), padding=(1, 1), groups=3, bias=False, padding_mode=reflect',
      n: '6, eps=1e-05, momentum=None, affine=True, bias=True, track_running_stats=True',
      p: 'kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False',
      r: 'inplace=True',
      f: 'start_dim=1, end_dim=-1',
      d: 'p=0.3, inplace=False',
    });
  });

  it('shows in-place operations to whoever holds the tensor', async () => {
    // x itself is changed by the first line, so both terms of the sum are the relu.
    const { graph } = await traced(
      model('self.l = nn.Linear(4, 4)', 'y = F.relu(x, inplace=True)\nreturn self.l(x) + y'),
    );
    const [relu, linear, sum] = graph.nodes;
    expect(linear.inputs[0]).toBe(relu.outputs[0]);
    expect(sum.inputs).toEqual([linear.outputs[0], relu.outputs[0]]);
  });

  it('records buffers that a run changes', async () => {
    const { graph } = await traced(
      model(
        "self.l = nn.Linear(4, 4)\nself.register_buffer('count', torch.zeros(1))\nself.register_buffer('last', torch.zeros(1, 4))",
        'self.count += 1\nself.last = self.l(x)\nreturn self.last * self.count',
      ),
    );
    expect([...graph.bufferUpdates.keys()]).toEqual(['count', 'last']);
    expect(graph.bufferUpdates.get('last')).toBe('l/Gemm');
  });

  it.each([
    [
      'a missing super().__init__()',
      'class Net(nn.Module):\n    def __init__(self):\n        self.l = nn.Linear(4, 4)',
      /cannot assign module before Module\.__init__\(\) call/,
    ],
    [
      'a layer in place of a parameter',
      model('self.p = nn.Parameter(torch.ones(1))\nself.p = 3', 'return x'),
      /cannot assign 'int' as parameter 'p'/,
    ],
  ])('refuses %s as PyTorch does', async (_, source, message) => {
    const result = await trace(source.startsWith('import') ? source : header + source);
    expect(result.diagnostics[0].message).toMatch(message);
  });
});

describe('tensors', () => {
  it.each([
    ['x[:, 0]', [2, 4, 5]],
    ['x[..., ::2]', [2, 3, 4, 3]],
    ['x[:, None, -1:]', [2, 1, 1, 4, 5]],
    ['x[0, 1]', [4, 5]],
    ['x[:, [2, 0]]', [2, 2, 4, 5]],
    ['x.view(2, -1)', [2, 60]],
    ['x.view(x.size(0), -1, 5)', [2, 12, 5]],
    ['x.flatten(2)', [2, 3, 20]],
    ['x.transpose(1, -1)', [2, 5, 4, 3]],
    ['x.permute(0, 2, 3, 1)', [2, 4, 5, 3]],
    ['x.mean((2, 3), keepdim=True)', [2, 3, 1, 1]],
    ['x.sum(-1)', [2, 3, 4]],
    ['x.max(1)[0]', [2, 4, 5]],
    ['torch.cat([x, x], dim=1)', [2, 6, 4, 5]],
    ['torch.stack([x, x])', [2, 2, 3, 4, 5]],
    ['x.chunk(2, dim=2)[1]', [2, 3, 2, 5]],
    ['torch.cat(x.split([1, 2], 1), 0)[:2]', 'error'],
    ['x.unsqueeze(0).squeeze()', [2, 3, 4, 5]],
    ['x.expand(3, -1, -1, -1, -1)', [3, 2, 3, 4, 5]],
    ['x.repeat(1, 2, 1, 1)', [2, 6, 4, 5]],
    ['x @ x.transpose(-1, -2)', [2, 3, 4, 4]],
    ['F.pad(x, (1, 2, 0, 3))', [2, 3, 7, 8]],
    ['F.adaptive_avg_pool2d(x, 1)', [2, 3, 1, 1]],
    ['F.adaptive_avg_pool2d(x, (2, 3))', [2, 3, 2, 3]],
    ['F.max_pool2d(x, 2, ceil_mode=True)', [2, 3, 2, 3]],
    ['F.interpolate(x, scale_factor=2)', [2, 3, 8, 10]],
    ['F.softmax(x, dim=1)', [2, 3, 4, 5]],
    ['torch.where(x > 0, x, torch.zeros_like(x))', [2, 3, 4, 5]],
    ['x.roll((1, -1), (2, 3))', [2, 3, 4, 5]],
    ['F.layer_norm(x, (5,))', [2, 3, 4, 5]],
    ['F.group_norm(x, 3)', [2, 3, 4, 5]],
    ['F.normalize(x)', [2, 3, 4, 5]],
    ['1 / (1 + (-x).exp())', [2, 3, 4, 5]],
    ['x.var(1)', [2, 4, 5]],
    ['x.clamp(0, 6) ** 2 // 1', [2, 3, 4, 5]],
  ] as const)('%s', async (expression, shape) => {
    const result = await trace(
      `${header}class Net(nn.Module):\n    def forward(self, x):\n        return ${expression}\n`,
      { inputs: [{ type: 'float32', shape: [2, 3, 4, 5] }] },
    );
    if (shape === 'error') {
      expect(result.diagnostics[0].code).toBe('shapeMismatch');
    } else {
      expect(result.diagnostics).toEqual([]);
      expect(outputShape(result.trace!.graph)).toEqual(shape);
    }
  });

  it('computes constants while it traces', async () => {
    const { graph } = await traced(
      model(
        `rates = [r.item() for r in torch.linspace(0, 0.2, 3)]
self.layers = nn.ModuleList(nn.Dropout(r) for r in rates)
self.l = nn.Linear(4, int(torch.tensor([2, 3]).sum()))`,
        `table = torch.arange(5).float() / 4
return self.l(x) + table.exp()`,
      ),
    );
    expect(graph.modules.get('layers.2')!.description).toBe('p=0.20000000298023224, inplace=False');
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Add']);
    const { role } = graph.values.get(graph.nodes[1].inputs[1])!;
    expect(role.kind === 'constant' && role.tensor.data[4]).toBeCloseTo(Math.E, 6);
  });
});
