import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { traceAll } = useTracer();

const net = `${header}
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
    def forward(self, x):
        return self.conv(x)

class Net(nn.Module):
    def __init__(self, width=4, depth=1):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3)
        self.blocks = nn.Sequential(*[Block(width) for _ in range(depth)])
    def forward(self, x):
        return self.blocks(self.stem(x))
`;

const settings = (content: object) => ({
  overlays: { '/workspace/.skipline.json': JSON.stringify(content, undefined, 1) },
});

const specs = (inputs: readonly { type: string; shape: readonly number[]; source?: string }[]) =>
  inputs.map(({ type, shape, source }) => `${source} ${type}:${shape.join('x')}`);

describe('arguments of the model', () => {
  it('come from the main block, which also says which model and which input', async () => {
    const source = `${net}
class Other(Net):
    pass

if __name__ == "__main__":
    size, depth = 16, 2
    images = torch.randn(2, 3, size, size)
    model = Net(depth=depth).to("cpu")
    print(model(images).shape)
`;
    const result = await traceAll(source);
    expect(result.trace!.model).toBe('Net(depth=2)');
    expect(specs(result.inputs)).toEqual(['code float32:2x3x16x16']);
    expect(result.diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`)).toEqual(
      [
        'information arguments The arguments of Net come from line 24: depth=depth.',
        'information input The input of Net comes from line 25: 2x3x16x16.',
      ],
    );
  });

  const required = net.replaceAll('width=4, depth=1', 'width, depth');
  it.each([
    [
      'a test function',
      'def test_net():\n    net = Net(5, depth=2)\n    assert net(torch.zeros(1, 3, 8, 8)) is not None',
      'Net(5, depth=2)',
    ],
    ['a factory', 'def build(name, depth=3):\n    return Net(6, depth)', 'Net(6, 3)'],
    ['the module', 'WIDTH = 7\nmodel = Net(WIDTH, 1)', 'Net(7, 1)'],
    [
      'a docstring',
      'def use():\n    """Example::\n\n        >>> w = 3\n        >>> net = Net(w, 2)\n    """',
      'Net(3, 2)',
    ],
    [
      'a parser of arguments',
      'def main():\n    parser = __import__("argparse").ArgumentParser()\n    parser.add_argument("--width", type=int, default=9)\n    args = parser.parse_args()\n    net = Net(args.width, 1)',
      'Net(9, 1)',
    ],
  ])('come from %s', async (_, code, model) => {
    const result = await traceAll(`${required}\n${code}\n`, { name: 'Net' });
    expect(result.trace?.model).toBe(model);
    expect(result.diagnostics.find(({ code }) => code === 'arguments')!.message).toMatch(
      /^The arguments of Net come from line \d+: /,
    );
  });

  it.each([': Config', ': "Config"', ''])(
    'come from the defaults of a configuration class (config%s)',
    async (hint) => {
      const source = `${header}
from dataclasses import dataclass
@dataclass
class Config:
    vocab_size: int = 50
    block_size: int = 16
    n_embd: int = 8
class Net(nn.Module):
    def __init__(self, config${hint}):
        super().__init__()
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.config = config
    def forward(self, idx, targets=None):
        b, t = idx.size()
        assert t <= self.config.block_size
        return self.wte(idx)
`;
      const result = await traceAll(source);
      expect(result.trace!.complete).toBe(true);
      expect(specs(result.inputs)).toEqual(['firstLayer int64:1x16']);
      expect(result.diagnostics[0].message).toBe(
        'The arguments of Net come from line 5: config has the defaults of Config.',
      );
    },
  );

  it('are assumed where they come from nowhere, and that is said', async () => {
    const { trace, diagnostics } = await traceAll(required);
    expect(trace!.model).toBe('Net(width=64, depth=2)');
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'information input',
      'information argumentsAssumed',
    ]);
  });

  it('follow the order request, comment, settings, code', async () => {
    const source = `${net}\nif __name__ == "__main__":\n    Net(8, 8)(torch.zeros(1, 3, 8, 8))\n`;
    const file = settings({ models: { 'model.py:Net': { arguments: 'width=2 * 3', inputs: ['1x3x9x9'] } } });
    const commented = `# skipline: Net(5) input=1x3x7x7\n${source}`;
    expect((await traceAll(source)).trace!.model).toBe('Net(8, 8)');
    const bySettings = await traceAll(source, file);
    expect(bySettings.trace!.model).toBe('Net(width=6)');
    expect(specs(bySettings.inputs)).toEqual(['settings float32:1x3x9x9']);
    const byComment = await traceAll(commented, file);
    expect(byComment.trace!.model).toBe('Net(5)');
    expect(specs(byComment.inputs)).toEqual(['comment float32:1x3x7x7']);
    const byRequest = await traceAll(commented, {
      ...file,
      arguments: { width: 2 },
      inputs: [{ type: 'float32', shape: [1, 3, 6, 6] }],
    });
    expect(byRequest.trace!.model).toBe('Net(width=2)');
    expect(specs(byRequest.inputs)).toEqual(['given float32:1x3x6x6']);
  });
});

describe('.skipline.json', () => {
  it('names the model of a file and its arguments', async () => {
    const entry = { name: 'Block', arguments: { width: 6 }, inputs: ['1x6x5x5'] };
    const result = await traceAll(net, settings({ models: { 'model.py': entry } }));
    expect(result.trace!.model).toBe('Block(width=6)');
    expect(outputShape(result.trace!.graph)).toEqual([1, 6, 5, 5]);
  });

  it('is found above the folder of the file, and names it by its path', async () => {
    const file = '/workspace/models/deep/net.py';
    const result = await traceAll(net, {
      file,
      workspaceFolders: ['/workspace'],
      ...settings({ models: { 'models/deep/net.py:Net': { arguments: { width: 9 } } } }),
    });
    expect(result.trace!.model).toBe('Net(width=9)');
  });

  it.each([
    [
      'no JSON',
      '{\n "models": {,}\n}',
      2,
      /\.skipline\.json, line 2: it is not JSON: .*; the file is left out\.$/,
    ],
    ['no object', '[]', 1, /it has to hold an object/],
    ['models that are a list', '{\n\n "models": []}', 3, /`models` has to be an object/],
    [
      'an entry of another form',
      '{"models": {\n "model.py:Net": {"inputs": 3}}}',
      2,
      /`model\.py:Net` needs `inputs` as a list of texts .*; the entry is left out\.$/,
    ],
  ])('with %s gives one warning, and the rest goes on', async (_, text, line, message) => {
    const overlays = { '/workspace/.skipline.json': text };
    const result = await traceAll(net, { overlays });
    expect(result.trace!.complete).toBe(true);
    const warnings = result.diagnostics.filter(({ severity }) => severity === 'warning');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      code: 'settings',
      span: { file: '/workspace/.skipline.json', line },
    });
    expect(warnings[0].message).toMatch(message);
  });
});

describe('which model', () => {
  it('is no loss and no wrapper for training where a network is there', async () => {
    const source = `${net}
class LightningModule(nn.Module):
    pass
class Task(LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()
    def forward(self, x):
        return self.net(x)
class SmoothLoss(nn.Module):
    def forward(self, x, y):
        return (x - y).mean()
`;
    expect((await traceAll(source)).trace!.model).toBe('Net()');
  });

  it('may be defined inside of the main block', async () => {
    const source = `${header}
if __name__ == "__main__":
    class Net(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.linear = nn.Linear(width, 2)
        def forward(self, x):
            return self.linear(x)
    net = Net(6)
    net(torch.zeros(5, 6))
`;
    const result = await traceAll(source);
    expect(result.trace!.complete).toBe(true);
    expect(specs(result.inputs)).toEqual(['code float32:5x6']);
  });
});

/** A model with these layers and this forward. */
const withLayers = (layers: string, parameters: string, body: string, signature = '', more = '') => `${header}
class Net(nn.Module):
    def __init__(self${signature}):
        super().__init__()
        ${layers.replaceAll('\n', '\n        ')}
    def forward(self, ${parameters}):
        ${body.replaceAll('\n', '\n        ')}${more}
`;

describe('the input', () => {
  it.each([
    ['randn', 'x = torch.rand((2, 3, 24, 24)).float()\ny = net(x)', ['code float32:2x3x24x24']],
    [
      'torchsummary',
      'from torchsummary import summary\nsummary(net, (3, 20, 20))',
      ['code float32:1x3x20x20'],
    ],
    [
      'torchinfo',
      'from torchinfo import summary\nsummary(net, input_size=(2, 3, 20, 20))',
      ['code float32:2x3x20x20'],
    ],
    [
      'export',
      'x = torch.zeros(1, 3, 22, 22)\ntorch.onnx.export(net, x, "net.onnx")',
      ['code float32:1x3x22x22'],
    ],
    ['forward', 'net.forward(torch.ones(1, 3, 9, 9))', ['code float32:1x3x9x9']],
  ])('is what the file gives it: %s', async (_, code, expected) => {
    const main = `net = Net()\n${code}`.replaceAll('\n', '\n    ');
    const result = await traceAll(`${net}\nif __name__ == "__main__":\n    ${main}\n`);
    expect(specs(result.inputs)).toEqual(expected);
    expect(result.trace!.complete).toBe(true);
  });

  it('is the example that the model holds', async () => {
    const source = withLayers(
      'self.example_input_array = torch.zeros(3, 7)\nself.linear = nn.Linear(7, 2)',
      'x',
      'return self.linear(x)',
    );
    expect(specs((await traceAll(source)).inputs)).toEqual(['code float32:3x7']);
  });

  it('can be tensors in containers beside plain values', async () => {
    const source = `${withLayers('self.linear = nn.Linear(4, 2)', 'features, scale, *, names=None', 'a, b = features["pair"]\nreturn {"out": self.linear(a + b) * scale, "none": None}')}
if __name__ == "__main__":
    net = Net()
    net({"pair": [torch.zeros(1, 4), torch.ones(1, 4)]}, 3.0, names=["a"])
`;
    const result = await traceAll(source);
    expect(result.trace!.complete).toBe(true);
    expect(result.inputs.map(({ name }) => name)).toEqual(['pair', 'pair_2']);
    expect(operatorsOf(result.trace!.graph)).toEqual(['Add', 'Gemm', 'Mul']);
    // A larger batch of the same inputs.
    const larger = result.inputs.map((input) => ({ ...input, shape: [6, ...input.shape.slice(1)] }));
    const again = await traceAll(source, { inputs: larger });
    expect(outputShape(again.trace!.graph)).toEqual([6, 2]);
  });

  it.each([
    [
      'the size of pictures that the constructor names',
      'self.conv = nn.Conv2d(3, 2, 3)',
      'x',
      'return self.conv(x)',
      ', img_size=48',
      ['firstLayer float32:1x3x48x48'],
    ],
    [
      'the layer that forward reaches first, not the first one constructed',
      'self.head = nn.Linear(9, 2)\nself.body = nn.Linear(5, 9)',
      'x',
      'y = x.float()\nreturn self.head(self.body(y))',
      '',
      ['firstLayer float32:1x5'],
    ],
    [
      'through another method, a list and a sequence',
      'self.layers = nn.ModuleList([nn.Sequential(nn.ReLU(), nn.Linear(6, 6))])',
      'x',
      'return self.encode(x)',
      '',
      ['firstLayer float32:1x6'],
      '\n    def encode(self, z):\n        for layer in self.layers:\n            z = layer(z)\n        return z',
    ],
    [
      'tokens and a mask',
      'self.words = nn.Embedding(10, 4)',
      'input_ids, attention_mask',
      'x = self.words(input_ids)\nreturn x if attention_mask is None else x * attention_mask',
      ', max_len=32',
      ['firstLayer int64:1x32'],
    ],
    [
      'a time beside a picture',
      'self.conv = nn.Conv2d(3, 3, 1)',
      'x, t',
      'return self.conv(x) * t',
      ', image_size=16',
      ['firstLayer float32:1x3x16x16', 'name float32:1'],
    ],
    [
      'two alike',
      'self.linear = nn.Linear(5, 2)',
      'left, right',
      'return self.linear(left) + self.linear(right)',
      '',
      ['firstLayer float32:1x5', 'firstLayer float32:1x5'],
    ],
    [
      'noise of a generator',
      'self.up = nn.ConvTranspose2d(100, 8, 4)',
      'z',
      'return self.up(z)',
      '',
      ['firstLayer float32:1x100x1x1'],
    ],
    [
      'three axes that forward unpacks',
      'self.linear = nn.Linear(5, 2)',
      'x',
      'B, T, C = x.shape\nreturn self.linear(x)',
      ', seq_len=12',
      ['firstLayer float32:1x12x5'],
    ],
    [
      'axes that the docstring names',
      'self.linear = nn.Linear(5, 2)',
      'x',
      '"""x: (batch, 7, features)"""\nreturn self.linear(x)',
      '',
      ['firstLayer float32:1x7x5'],
    ],
  ])('is found: %s', async (_, layers, parameters, body, signature, expected, more = '') => {
    const result = await traceAll(withLayers(layers, parameters, body, signature, more));
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(specs(result.inputs)).toEqual(expected);
    expect(result.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'information input',
    ]);
  });

  it('says which of the sizes was tried first', async () => {
    const source = withLayers(
      'self.conv = nn.Conv2d(3, 2, 3)\nself.fc = nn.Linear(1800, 2)',
      'x',
      'return self.fc(self.conv(x).flatten(1))',
    );
    const { diagnostics, inputs } = await traceAll(source);
    expect(inputs[0].shape).toEqual([1, 3, 32, 32]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'Nothing says the input of Net, so it was chosen: x is 1x3x32x32, from its first layer conv: Conv2d(3, 2), where 1x3x224x224 does not fit. Another can be said in a comment `# skipline: Net input=…`.',
    ]);
  });

  it('that nothing describes does not hide that a package is missing which takes it', async () => {
    const source = `import torchvision\n${withLayers(
      'self.net = torchvision.models.efficientnet_b0()',
      'x',
      'return self.net.features(x.float())',
    )}`;
    const { diagnostics } = await traceAll(source);
    const error = diagnostics.find(({ severity }) => severity === 'error')!;
    expect(error.code).toBe('unsupportedOperation');
    expect(error.message).toMatch(/^Skipline cannot trace torchvision\.models\.efficientnet_b0\(\)/);
    expect(error.message).toContain('torchvision is not installed here');
    expect(error.span).toMatchObject({ line: 9 });
  });
});
