import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-uses-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const layers = `${header}
class Mix(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.widen = nn.Linear(width, width * heads)
    def forward(self, x, mask):
        batch, length, width = x.shape
        return self.widen(x * mask[..., None])
`;

const net = (construct: string) => `${header}
from .layers import Mix
class Net(nn.Module):
    def __init__(self, size=3, depth=2):
        super().__init__()
        self.width = 12
        self.embed = nn.Linear(size, 12)
        self.mix = ${construct}
    def forward(self, x):
        x = self.embed(x)
        return self.mix(x[:, None].expand(-1, 7, -1), torch.ones(1, 7))
`;

async function traceLayers(name: string, files: Record<string, string>, order = {}) {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries({ 'net/__init__.py': '', 'net/layers.py': layers, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  const file = path.join(root, 'net/layers.py');
  return trace(fs.readFileSync(file, 'utf8'), { file, workspaceFolders: [root], ...order });
}

describe('a layer whose arguments stand nowhere', () => {
  it('is constructed and called as a network of the repository does', async () => {
    const { trace: done, inputs } = await traceLayers('used', {
      'net/net.py': net('Mix(self.width, heads=depth)'),
    });
    expect(done!.model).toBe('Mix(12, heads=2)');
    expect(inputs.map(({ shape }) => shape)).toEqual([
      [1, 7, 12],
      [1, 7],
    ]);
    expect(done!.diagnostics[0].message).toBe(
      'The arguments of Mix come from net/net.py, line 4, as Net uses it.',
    );
    expect(done!.complete).toBe(true);
  });

  it('is used by the network of its own file when it is named', async () => {
    const own = net('Mix(self.width, heads=3)').replace('from .layers import Mix\n', layers);
    const result = await trace(own, { name: 'Mix' });
    expect(result.trace!.model).toBe('Mix(12, heads=3)');
  });

  it('has usual ones where no network of the repository can be constructed', async () => {
    const broken = net('Mix(self.width, heads=2)').replace('super().__init__()', 'raise OSError()');
    const { diagnostics } = await traceLayers('broken', { 'net/net.py': broken });
    expect(diagnostics.map(({ code }) => code)).toContain('argumentsAssumed');
  });
});

describe('a configuration file of the repository', () => {
  it.each([
    ['run.yml', 'network:\n  type: Mix\n  width: 4 # features\n  heads: 2\n  unknown: 1\n'],
    ['run.yaml', 'model:\n  target: net.layers.Mix\n  params: {width: 4, heads: 2}\n'],
    ['run.json', '{"model": {"_target_": "net.layers.Mix", "width": 4, "heads": 2}}'],
    ['configs/run.py', 'h = 2\nmodel = dict(head=dict(type="Mix", width=4, heads=h, loss=make()))\n'],
  ])('%s gives the arguments', async (name, text) => {
    const { trace: done } = await traceLayers(`configured-${name}`, { [name]: text });
    expect(done!.model).toBe('Mix(width=4, heads=2)');
    const line = name.endsWith('.json') ? 1 : 2;
    expect(done!.diagnostics.map(({ message }) => message)).toContain(
      `The arguments of Mix come from ${name}, line ${line}.`,
    );
  });
});

describe('yaml, where it is not installed', () => {
  it('reads documents, and refuses what is none', async () => {
    const { trace: done } = await trace(`${header}
import io, yaml
sizes = yaml.safe_load(io.StringIO('layers: [4, 5]\\nnames: {0: person, 1: car}\\nnone: ~\\n'))
assert sizes == {'layers': [4, 5], 'names': {0: 'person', 1: 'car'}, 'none': None}
assert yaml.load('a: !!python/tuple [1, 2]', Loader=yaml.FullLoader) == {'a': [1, 2]}
assert list(yaml.safe_load_all('1\\n---\\n2')) == [1, 2]
try:
    yaml.safe_load('a: [1')
    raise AssertionError
except yaml.YAMLError as error:
    assert 'flow' in str(error)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(*sizes['layers'])
    def forward(self, x): return self.layer(x)
`);
    expect(done!.complete).toBe(true);
  });
});
