import { describe, expect, it } from 'vitest';
import type { TraceResult } from '../../../../src/protocol/tracer';
import { header, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

const linear = (name: string, parameters: string) => `
class ${name}(nn.Module):
    def __init__(self, ${parameters}):
        super().__init__()
        self.linear = nn.Linear(width, width)
    def forward(self, x):
        return self.linear(x)
`;

const told = ({ trace: done, diagnostics }: TraceResult) =>
  (done?.diagnostics ?? diagnostics).map(({ code, message }) => `${code}: ${message}`);

describe('another model of the file is shown', () => {
  it('where the arguments of the last one stand nowhere', async () => {
    const result = await trace(`${header}
def small(): return Net(4)
${linear('Net', 'width')}
class Wrapper(nn.Module):
    def __init__(self, head_factory=None):
        super().__init__()
        raise FileNotFoundError('weights.bin')
    def forward(self, x): return x
`);
    expect(result.trace!.model).toBe('small()');
    expect(told(result)).toEqual([
      'choice: FileNotFoundError while constructing Wrapper: weights.bin. small is shown instead.',
    ]);
  });

  it('where the last one takes an input that nothing describes', async () => {
    const result = await trace(`${header}${linear('Net', 'width=4')}
class Squeeze(nn.Module):
    def __init__(self): super().__init__()
    def forward(self, x): return x.squeeze(-1)
`);
    expect(result.trace!.model).toBe('Net()');
    expect(told(result)[0]).toMatch(/^choice: The input of Squeeze is not known: .* Net is shown instead\.$/);
  });

  it('where a function completes what the class alone does not', async () => {
    const result = await trace(`${header}${linear('Net', 'width=4')}
    def forward(self, x): return self.head(self.linear(x))
def complete(width=4):
    net = Net(width)
    net.head = nn.Linear(width, 2)
    return net
`);
    expect(result.trace!.model).toBe('complete()');
    expect(result.trace!.complete).toBe(true);
  });

  it('where a class method gives what the constructor lacks', async () => {
    const result = await trace(`${header}
class Net(nn.Module):
    """
    >>> net = Net.from_name("wide")
    """
    def __init__(self, widths=None):
        super().__init__()
        assert isinstance(widths, list), 'widths should be a list'
        self.layers = nn.Sequential(*[nn.Linear(4, 4) for _ in widths])
    @classmethod
    def from_name(cls, name):
        return cls({'wide': [1, 2, 3]}[name])
    def forward(self, x):
        return self.layers(x)
`);
    expect(result.trace!.model).toBe("Net.from_name('wide')");
    expect(result.analysis!.parameters).toBe(60);
  });

  it('but not where its own code is wrong', async () => {
    const result = await trace(`${header}${linear('Block', 'width=4')}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(width, 4)
    def forward(self, x): return self.linear(x)
`);
    expect(result.trace).toBeUndefined();
    expect(told(result)).toEqual([
      "exception: NameError while constructing Net: name 'width' is not defined.",
    ]);
  });

  it('but not where one was named', async () => {
    const source = `${header}${linear('Net', 'width')}${linear('Other', 'width=4')}`;
    const result = await trace(source, { name: 'Net' });
    expect(told(result)).toEqual([
      'argumentsAssumed: Nothing says the argument width of Net, so it was assumed: width=64. Others can be said in a comment `# skipline: Net(width=64)`.',
    ]);
  });

  it('and the parameters begin as if it had been the only one', async () => {
    const only = `${header}${linear('Net', 'width=4')}`;
    const after = `${only}
class Wrapper(nn.Module):
    def __init__(self):
        super().__init__()
        self.unused = nn.Linear(3, 3)
        raise FileNotFoundError('weights.bin')
`;
    const [one, other] = [await trace(only), await trace(after)];
    expect(other.trace!.model).toBe('Net()');
    expect(other.trace!.initialization).toEqual(one.trace!.initialization);
  });
});

describe('a model that nothing describes', () => {
  const anyShape = `
class Squeeze(nn.Module):
    def forward(self, x): return x.squeeze(-1)
class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(12))
    def forward(self, x): return torch.einsum('bnd,d->bnd', x, self.scale)
`;

  it('is shown with the first usual shape that fits, one with parameters first', async () => {
    const result = await trace(`${header}${anyShape}`);
    expect(result.trace).toMatchObject({ model: 'Scale()', complete: true });
    expect(result.inputs[0].shape).toEqual([1, 128, 12]);
    const { inputs } = await trace(`${header}${anyShape}`, { name: 'Squeeze' });
    expect(inputs[0].shape).toEqual([1, 3, 224, 224]);
  });

  it('after those of which something is known', async () => {
    const result = await trace(`${header}${anyShape}${linear('Part', 'width=5')}`);
    expect(result.trace!.model).toBe('Part()');
  });
});

describe('arguments that a constructor hands on with **kwargs', () => {
  const base = `${header}${linear('Base', 'width, depth=1')}
class Net(Base):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
`;

  it('are assumed by name', async () => {
    expect(told(await trace(base))).toEqual([
      'argumentsAssumed: Nothing says the argument width of Net, so it was assumed: width=64. Others can be said in a comment `# skipline: Net(width=64)`.',
    ]);
  });

  it('are taken from an example', async () => {
    const result = await trace(`${base}\ndef build(): return Net(width=6)\n`, { name: 'Net' });
    expect(result.trace!.model).toBe('Net(width=6)');
  });
});

describe('an argument that is a network', () => {
  it('is shown by its class', async () => {
    const result = await trace(`${header}${linear('Net', 'width=4')}
class Twice(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net
    def forward(self, x): return self.net(self.net(x))
if __name__ == '__main__':
    Twice(Net(6))
`);
    expect(result.trace!.model).toBe('Twice(Net(…))');
    expect(result.analysis!.parameters).toBe(42);
  });
});

describe('factories', () => {
  it('may be made by functools.partial', async () => {
    const result = await trace(`${header}
from functools import partial
${linear('Net', 'width, depth')}
def _net(width, depth): return Net(width, depth)
small = partial(_net, width=4, depth=1)
`);
    expect(result.trace!.model).toBe('small()');
    expect(result.candidates.map(({ name, line }) => `${line} ${name}`)).toContain('13 small');
  });

  it('may call other factories', async () => {
    const result = await trace(`${header}${linear('Net', 'width')}
def _net(width): return Net(width)
def small(): return _net(4)
`);
    expect(result.trace!.model).toBe('small()');
  });

  it('return something, and are no generators', async () => {
    const result = await trace(`${header}${linear('Net', 'width=4')}
def show(): print(Net())
def each(): yield Net()
`);
    expect(result.candidates.map(({ name }) => name)).toEqual(['Net']);
  });
});
