import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { traced, trace } = useTracer();

/** The text that an expression of the constructor gives, after its statements. */
async function shown(statements: string, expression: string, forward = 'x'): Promise<string> {
  const source = `${header}import copy
from collections import OrderedDict
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${statements.replaceAll('\n', '\n        ')}
        object.__setattr__(self, 'shown', repr(${expression}))
    def extra_repr(self):
        return self.shown
    def forward(self, x):
        return ${forward}
`;
  const { graph } = await traced(source, { inputs: [{ type: 'float32', shape: [2, 4] }] });
  return graph.modules.get('')!.description;
}

describe('nn.Module', () => {
  it.each([
    ['l = nn.Linear(2, 2)\nl.half()', '[l.weight.dtype, l.bias.dtype]', '[torch.float16, torch.float16]'],
    [
      'b = nn.BatchNorm1d(3).double()',
      '[b.running_mean.dtype, b.num_batches_tracked.dtype]',
      '[torch.float64, torch.int64]',
    ],
    ['l = nn.Linear(2, 2)\nl.to("cuda").to(torch.float64)', 'l.weight.dtype', 'torch.float64'],
    [
      'e = nn.Embedding.from_pretrained(torch.eye(3), False, 1)\nb = nn.EmbeddingBag.from_pretrained(torch.eye(3), True, 2.0, 1.0)',
      '[e, e.weight.requires_grad, b, b.weight.requires_grad]',
      "[Embedding(3, 3, padding_idx=1), True, EmbeddingBag(3, 3, max_norm=2.0, norm_type=1.0, mode='mean'), False]",
    ],
    ['l = nn.MSELoss(reduction="sum")(input=torch.ones(2), target=torch.zeros(2))', 'float(l)', '2.0'],
    [
      'c = nn.ConvTranspose1d(2, 2, 3, stride=2)\nx = torch.zeros(1, 2, 4)',
      '[c._output_padding(x, [10], c.stride, c.padding, c.kernel_size, 1, c.dilation), F.has_torch_function((x,))]',
      '[[1], False]',
    ],
    [
      'class Called(nn.Linear):\n    def __call__(self, x):\n        return self._call_impl(x) * 2\nl = Called(1, 1)\nnn.init.ones_(l.weight); nn.init.zeros_(l.bias)',
      'l(torch.ones(1, 1)).shape',
      'torch.Size([1, 1])',
    ],
    [
      'm = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))\nm[1].weight = m[0].weight\nc = copy.deepcopy(m)',
      '[c[0].weight is c[1].weight, c[0].weight is m[0].weight, len(list(c.parameters()))]',
      '[True, False, 3]',
    ],
    [
      'm = nn.Linear(2, 2)\nm.register_buffer("kept", torch.ones(1))\nm.register_buffer("left", torch.ones(1), persistent=False)',
      'list(m.state_dict())',
      "['weight', 'bias', 'kept']",
    ],
    [
      'm = nn.Module()\nm.b = nn.Buffer(torch.ones(1), persistent=False)\nm.c = nn.Buffer(torch.ones(1))',
      '[list(m.state_dict()), [n for n, _ in m.named_buffers()]]',
      "[['c'], ['b', 'c']]",
    ],
    [
      'a, b = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)',
      'b.load_state_dict({"weight": torch.eye(2)})',
      '<All keys matched successfully>',
    ],
    [
      'b = nn.Linear(2, 2)\nr = b.load_state_dict({"weight": torch.eye(2), "extra": torch.eye(2)}, strict=False)',
      'r',
      "_IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['extra'])",
    ],
    ['m = nn.Linear(2, 2)\ndel m.bias', '[n for n, _ in m.named_parameters()]', "['weight']"],
    [
      'm = nn.modules.conv.Conv2d(1, 1, 1)',
      '[isinstance(m, nn.modules.conv._ConvNd), isinstance(nn.BatchNorm1d(1), nn.modules.batchnorm._BatchNorm), isinstance(nn.Dropout2d(), nn.modules.dropout._DropoutNd)]',
      '[True, True, True]',
    ],
    [
      'm = nn.DataParallel(nn.Linear(4, 2))',
      '[n for n, _ in m.named_parameters()]',
      "['module.weight', 'module.bias']",
    ],
  ])('%s', async (statements, expression, expected) => {
    expect(await shown(statements, expression)).toBe(expected);
  });

  it.each([
    ['load_state_dict({"weight": torch.eye(2)})', /Missing key\(s\) in state_dict: "bias"/],
    [
      'load_state_dict({"weight": torch.eye(2), "bias": torch.ones(2), "c": torch.ones(1)})',
      /Unexpected key\(s\) in state_dict: "c"/,
    ],
    ['load_state_dict({"weight": torch.eye(3), "bias": torch.ones(2)})', /size mismatch for weight/],
    ['train("yes")', /training mode is expected to be boolean/],
  ])('refuses %s as PyTorch does', async (call, message) => {
    const source = `${header}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        nn.Linear(2, 2).${call}
    def forward(self, x):
        return x
`;
    expect((await trace(source)).diagnostics[0].message).toMatch(message);
  });

  it('runs hooks of all modules before its own, and those that are always called after a failure', async () => {
    const text = await shown(
      `told = []
module = nn.Identity()
everywhere = nn.modules.module.register_module_forward_hook(lambda m, a, o: told.append('all'))
module.register_forward_hook(lambda m, a, k, o: told.append(sorted(k)), with_kwargs=True)
module.register_forward_pre_hook(lambda m, a: told.append('first'), prepend=True)
module(torch.ones(1))
everywhere.remove()
class Fails(nn.Module):
    def forward(self): raise ValueError()
failing = Fails()
failing.register_forward_hook(lambda m, a, o: told.append('always'), always_call=True)
try: failing()
except ValueError: told.append('failed')`,
      'told',
    );
    expect(text).toBe("['first', 'all', [], 'always', 'failed']");
  });

  it('gives lazy modules the shape of their first input, with the draws of PyTorch', async () => {
    const source = `${header}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.LazyLinear(3)
        self.n = nn.LazyBatchNorm1d()
    def forward(self, x):
        return self.n(self.l(x))
`;
    const { graph, initialization } = await traced(source, { inputs: [{ type: 'float32', shape: [2, 4] }] });
    expect(graph.values.get('l.weight')!.shape).toEqual([3, 4]);
    expect(graph.values.get('n.running_mean')!.shape).toEqual([3]);
    expect(graph.modules.get('l')).toMatchObject({
      type: 'Linear',
      description: 'in_features=4, out_features=3, bias=True',
    });
    const drawn = initialization.filter(({ fill }) => fill.kind === 'uniform');
    expect(drawn.map(({ target }) => target)).toEqual(['l.weight', 'l.bias']);
  });
});
