import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

const layers = `${header}
class Block(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.linear = nn.Linear(width, width)
    def forward(self, x):
        return self.linear(x)

class Net(nn.Module):
    def __init__(self, width=4, depth=1, *, block=None):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(width) for _ in range(depth)])
    def forward(self, x):
        return self.blocks(x)
`;

describe('the model that is traced', () => {
  it('is the last class that no other class uses and that needs no arguments', async () => {
    const source = `${layers}
class NeedsWidth(nn.Module):
    def __init__(self, width):
        super().__init__()
`;
    const result = await trace(source);
    expect(result.trace!.model).toBe('Net()');
    expect(result.candidates).toEqual([
      { name: 'Block', kind: 'class', line: 3 },
      { name: 'Net', kind: 'class', line: 10 },
      { name: 'NeedsWidth', kind: 'class', line: 17 },
    ]);
  });

  it('is the first factory function where every class needs arguments', async () => {
    const source = `${header}
def linear(inputs, outputs) -> nn.Linear:
    return nn.Linear(inputs, outputs)
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = linear(width, width)
    def forward(self, x):
        return self.linear(x)
def describe(net: Net) -> str:
    return str(net)
def small():
    return Net(4)
def large() -> 'Net':
    return Net(8)
`;
    const result = await trace(source);
    expect(result.trace!.model).toBe('small()');
    expect(result.candidates.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'factory linear',
      'class Net',
      'factory small',
      'factory large',
    ]);
    expect((await traced(source, { name: 'large' })).model).toBe('large()');
    expect((await traced(source, { name: 'Net', arguments: { width: 3 } })).model).toBe('Net(width=3)');
  });

  it('is the network that is written out of layers, rather than one of them', async () => {
    const written = `${layers}\nnet = nn.Sequential(nn.Linear(3, 4), Net(), nn.ReLU())\n`;
    expect((await trace(written)).trace!.model).toBe('net');
    expect((await trace(`${layers}\nnet = Net(width=8)\n`)).trace!.model).toBe('Net(width=8)');
  });

  it('can be an instance', async () => {
    const result = await trace(`${layers}\nmodel = Net(depth=2)\n`, { name: 'model' });
    expect(result.trace!.model).toBe('model');
    expect(result.analysis!.parameters).toBe(40);
    expect(result.candidates.at(-1)).toEqual({ name: 'model', kind: 'instance', line: 17 });
    expect(result.trace!.initialization.filter(({ fill }) => fill.kind === 'uniform')).toHaveLength(4);
  });

  it('is what the magic comment says, with its arguments and input', async () => {
    const source = `# skipline: Net(6, depth=2, block=Block) input=x=2x6\n${layers}`;
    const result = await trace(source);
    expect(result.trace!.model).toBe('Net(6, depth=2, block=Block)');
    expect(result.inputs).toEqual([{ name: 'x', type: 'float32', shape: [2, 6], source: 'comment' }]);
    expect(result.analysis!.parameters).toBe(84);
  });

  it.each([
    ['Net(input=5)', 'Net(input=5)', [1, 5]],
    ['Net(3, input=5) input=2x5', 'Net(3, input=5)', [2, 5]],
    ['Net(kind=") input=2", input=5)  input=x=4x5', 'Net(kind=") input=2", input=5)', [4, 5]],
    ['input=3x4', 'Net()', [3, 4]],
  ])('may give an argument that is named input: %s', async (comment, model, shape) => {
    const result = await trace(`${header}
# skipline: ${comment}
class Net(nn.Module):
    def __init__(self, depth=1, input=4, kind=''):
        super().__init__()
        self.linear = nn.Linear(input, depth)
    def forward(self, x):
        return self.linear(x)
`);
    expect(result.trace!.model).toBe(model);
    expect(result.inputs[0].shape).toEqual(shape);
  });

  it('takes arguments of the request before those of the comment', async () => {
    const source = `# skipline: Net(6, depth=2) input=2x6\n${layers}`;
    const result = await trace(source, {
      arguments: { depth: 1, width: 5 },
      inputs: [{ type: 'float32', shape: [3, 5] }],
    });
    expect(result.trace!.model).toBe('Net(width=5, depth=1)');
    expect(result.inputs).toEqual([{ name: 'x', type: 'float32', shape: [3, 5], source: 'given' }]);
  });

  it('uses the comment of the model that is asked for, and the first input of the file for others', async () => {
    const source = `# skipline: Net(depth=3) input=7x4\n# skipline: Block(5) input=1x5\n${layers}`;
    expect((await traced(source, { name: 'Block' })).model).toBe('Block(5)');
    const result = await trace(`${source}\ndef twice() -> Net:\n    return Net(depth=2)\n`, {
      name: 'twice',
    });
    expect(result.inputs[0].shape).toEqual([7, 4]);
  });
});

describe('the input', () => {
  const withLayer = (layer: string, forward = 'return self.layer(x)') => `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}
    def forward(self, x):
        ${forward}
`;
  it.each([
    ['nn.Conv2d(5, 2, 3)', 'float32', [1, 5, 224, 224]],
    ['nn.Linear(7, 2)', 'float32', [1, 7]],
    ['nn.Embedding(11, 2)', 'int64', [1, 128]],
    ['nn.Sequential(nn.ReLU(), nn.Conv1d(2, 2, 3))', 'float32', [1, 2, 224]],
    ['nn.Conv3d(1, 2, 3)', 'float32', [1, 1, 16, 112, 112]],
  ])('of a model that begins with %s', async (layer, type, shape) => {
    expect((await trace(withLayer(layer))).inputs).toEqual([
      { name: 'x', type, shape, source: 'firstLayer' },
    ]);
  });

  it('is the first size of picture that fits', async () => {
    // LeNet-5: only 32×32 pictures leave 400 features.
    const source = withLayer(
      'nn.Sequential(nn.Conv2d(3, 6, 5), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 10))',
    );
    const result = await trace(source);
    expect(result.diagnostics).toEqual([]);
    expect(result.inputs[0].shape).toEqual([1, 3, 32, 32]);
    expect(result.trace!.graph.calls).toHaveLength(8);
  });

  it('is the first guess, with its message, where none fits', async () => {
    const source = withLayer('nn.Sequential(nn.Conv2d(3, 6, 5), nn.Flatten(), nn.Linear(401, 10))');
    const result = await trace(source);
    expect(result.inputs[0].shape).toEqual([1, 3, 224, 224]);
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0].code).toBe('shapeMismatch');
    expect(result.trace!.graph.nodes).toHaveLength(2);
  });

  it('can be several, by name or in order, of any type', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(10, 4)
    def forward(self, tokens, mask, *, scale=None):
        return self.words(tokens) * mask + (0 if scale is None else scale)
`;
    const { graph } = await traced(source, {
      inputs: [
        { name: 'mask', type: 'float32', shape: [2, 3, 1] },
        { type: 'int64', shape: [2, 3] },
        { name: 'scale', type: 'float32', shape: [4] },
      ],
    });
    expect(graph.inputs).toEqual(['mask', 'tokens', 'scale']);
    expect(graph.nodes.map(({ operator, inputs }) => [operator, ...inputs])).toEqual([
      ['Gather', 'words.weight', 'tokens'],
      ['Mul', 'words/Gather', 'mask'],
      ['Add', 'Mul', 'scale'],
    ]);
  });
});
