import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

/** A model whose constructor takes `parameters`, with `layers` in it. */
const net = (
  parameters: string,
  layers: string,
  forward = 'return self.net(x)',
  more = '',
) => `${header}${more}
class Net(nn.Module):
    def __init__(self, ${parameters}):
        super().__init__()
        ${layers.replaceAll('\n', '\n        ')}
    def forward(self, x):
        ${forward.replaceAll('\n', '\n        ')}
`;

describe('arguments that stand nowhere are assumed', () => {
  it.each([
    [
      'by name',
      'in_features, num_classes',
      'self.net = nn.Linear(in_features, num_classes)',
      { in_features: '64', num_classes: '10' },
    ],
    [
      'by what qualifies a name',
      'text_vocab_size, text_state',
      'self.net = nn.Embedding(text_vocab_size, text_state)',
      { text_vocab_size: '1000', text_state: '64' },
    ],
    ['by annotation', 'magic: bool', 'self.net = nn.Linear(4, 4, bias=magic)', { magic: 'False' }],
    [
      'as a list that is iterated',
      'num_channels',
      'self.net = nn.Sequential(*[nn.Linear(c, c) for c in num_channels])',
      { num_channels: '[64, 64, 64, 64]' },
    ],
    [
      'as a list that a part takes the length of',
      'num_channels',
      'self.net = Stack(num_channels)',
      { num_channels: '[64, 64, 64, 64]' },
      'class Stack(nn.Sequential):\n    def __init__(self, widths):\n        super().__init__(*[nn.Linear(widths[i], widths[i]) for i in range(len(widths))])',
    ],
    [
      'as a tuple that is unpacked',
      'magic',
      'rows, columns = magic\nself.net = nn.Linear(rows, columns)',
      { magic: '(8, 8)' },
    ],
    [
      'as a class of layers',
      'width, norm_layer, act_layer',
      'self.net = nn.Sequential(nn.Conv2d(3, width, 1), norm_layer(width), act_layer())',
      { width: '64', norm_layer: 'nn.BatchNorm2d', act_layer: 'nn.ReLU' },
    ],
    [
      'as a layer',
      'width, activation',
      'self.linear = nn.Linear(width, width)\nself.net = activation',
      { width: '64', activation: 'nn.ReLU()' },
      '',
      'return self.net(self.linear(x))',
    ],
    [
      'as one of the texts that it is compared with',
      'mode',
      'assert mode in ("wide", "deep")\nself.net = nn.Linear(4, 4)',
      { mode: "'wide'" },
    ],
    [
      'as None where that is asked for',
      'magic',
      'self.net = nn.Linear(4, 4 if magic is None else magic.width)',
      { magic: 'None' },
    ],
    ['as a number that is computed with', 'magic', 'self.net = nn.Linear(magic * 2, 4)', { magic: '64' }],
    [
      'with a configuration whose class says its fields',
      'dims: Dims',
      'self.net = nn.Linear(dims.n_mels, dims.n_state)',
      { dims: 'Dims(n_mels=80, n_state=64)' },
      'import dataclasses\n@dataclasses.dataclass\nclass Dims:\n    n_mels: int\n    n_state: int',
    ],
  ])('%s', async (_, parameters, layers, assumed, more = '', forward = 'return self.net(x)') => {
    const result = await trace(net(parameters, layers, forward, more));
    expect(result.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'information argumentsAssumed',
    ]);
    expect(result.trace).toMatchObject({ complete: true, assumedArguments: assumed });
  });

  it('and said at the line of the class, with the comment that changes them', async () => {
    const source = net('width, depth=2', 'self.net = nn.Linear(width, depth)');
    const { trace: done, diagnostics } = await trace(source);
    expect(done!.model).toBe('Net(width=64)');
    expect(diagnostics[0]).toMatchObject({
      message:
        'Nothing says the argument width of Net, so it was assumed: width=64. Others can be said in a comment `# skipline: Net(width=64)`.',
      span: { line: 3 },
    });
    const commented = await trace(`# skipline: ${done!.model.replace('64', '5')}\n${source}`);
    expect(commented.trace).toMatchObject({ model: 'Net(width=5)', assumedArguments: {} });
    expect(commented.diagnostics).toEqual([]);
  });

  it('beside those that are said', async () => {
    const result = await trace(net('width, depth', 'self.net = nn.Linear(width, depth)'), {
      arguments: { depth: 3 },
    });
    expect(result.trace).toMatchObject({
      model: 'Net(depth=3, width=64)',
      assumedArguments: { width: '64' },
    });
  });

  it.each([
    [
      'a list where a number fails',
      'n_layers',
      'self.net = Stack(**dict(n_layers=n_layers))',
      { n_layers: '[2, 2, 2, 2]' },
    ],
    [
      'a list of the length that is unpacked',
      'channels',
      'a, b, c = [int(x) for x in channels]\nself.net = nn.Linear(a, b + c)',
      { channels: '[64, 64, 64]' },
    ],
    [
      'another size of pictures',
      'image_size',
      'assert image_size % 7 == 0\nself.net = nn.Conv2d(3, 4, 3)\nself.image_size = image_size',
      { image_size: '224' },
    ],
    ['another width', 'dim', 'assert dim > 100\nself.net = nn.Linear(dim, 4)', { dim: '128' }],
    [
      'something for None',
      'width, depths=None',
      'self.net = nn.Linear(width, len(depths))',
      { width: '64', depths: '[2, 2, 2, 2]' },
    ],
  ])('revised by the failure: %s', async (_, parameters, layers, assumed) => {
    const stack =
      'class Stack(nn.Sequential):\n    def __init__(self, n_layers): super().__init__(*[nn.Linear(n, n) for n in n_layers])';
    const result = await trace(net(parameters, layers, 'return self.net(x)', stack));
    expect(result.trace).toMatchObject({ complete: true, assumedArguments: assumed });
  });

  it('with a network of the package that has what is asked of it', async () => {
    const wrapper = net(
      'net',
      'self.net = net\nself.head = nn.Linear(net.width, 2)',
      'return self.head(self.net(x))',
      'from .inner import Other',
    );
    const inner = `${header}
class Narrow(nn.Linear):
    def __init__(self, channels): super().__init__(channels, channels)
class Other(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.linear = nn.Linear(width, width)
    def forward(self, x): return self.linear(x)
`;
    const result = await trace(wrapper, {
      file: '/workspace/pkg/wrapper.py',
      workspaceFolders: ['/workspace'],
      overlays: { '/workspace/pkg/__init__.py': '', '/workspace/pkg/inner.py': inner },
    });
    expect(result.trace).toMatchObject({
      complete: true,
      model: 'Net(net=Other(width=64))',
      assumedArguments: { net: 'Other(width=64)' },
    });
    expect(result.analysis!.parameters).toBe(64 * 64 + 64 + 64 * 2 + 2);
  });
});

describe('arguments are asked for', () => {
  it.each([
    ['where a configuration could be anything', 'cfg', 'self.net = nn.Linear(cfg.MODEL.WIDTH, 4)', 'cfg=…'],
    [
      'where no network is known',
      'backbone',
      'self.net = nn.Sequential(backbone, nn.Linear(backbone.width, 2))',
      'backbone=…',
    ],
    [
      'where nothing that is usual runs',
      'width',
      'assert width == 17\nself.net = nn.Linear(width, 2)',
      'width=64',
    ],
  ])('%s', async (_, parameters, layers, proposed) => {
    const { trace: done, diagnostics } = await trace(net(parameters, layers));
    expect(done).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', code: 'argumentsNeeded' });
    expect(diagnostics[0].message).toContain(`\`# skipline: Net(${proposed})\``);
  });

  it.each([
    [
      'while it runs',
      'self.linear = nn.Linear(width, width)',
      'return lpips.distance(self.linear(x))',
      'unsupportedOperation',
    ],
    [
      'while it is constructed',
      'self.net = nn.Sequential(lpips.Net(width))',
      'return self.net(x)',
      'unsupportedOperation',
    ],
  ])(
    'but what is missing here is said first, where arguments are not to blame: %s',
    async (_, layers, forward, code) => {
      const { diagnostics } = await trace(net('width', layers, forward, 'import lpips'));
      expect(diagnostics.map((one) => one.code)).toEqual([code, 'argumentsAssumed']);
      expect(diagnostics[0].message).toContain('lpips');
    },
  );
});
