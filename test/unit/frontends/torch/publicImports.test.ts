import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { header, operatorsOf, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

/** Ways in which public repositories are laid out. */
describe('repositories', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-public-')));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** Writes files below the folder of this test and traces the last one. */
  function open(files: Record<string, string>, root = folder) {
    let last = '';
    for (const [name, text] of Object.entries(files)) {
      last = path.join(root, name);
      fs.mkdirSync(path.dirname(last), { recursive: true });
      fs.writeFileSync(last, text);
    }
    return trace(fs.readFileSync(last, 'utf8'), { file: last, workspaceFolders: [root] });
  }

  const net = (body: string, before = '') =>
    `${header}${before}\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(4, 4)\n    def forward(self, x):\n        return ${body}\n`;
  const block = `${header}class Block(nn.Module):\n    def forward(self, x):\n        return torch.tanh(x)\n`;
  const errorsOf = ({ diagnostics }: Awaited<ReturnType<typeof trace>>) =>
    diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);

  it('import relatively in folders without __init__.py', async () => {
    const result = await open({
      'models/parts/block.py': block,
      'models/scale.py': 'SCALE = 2.0',
      'models/nets/net.py': net(
        'Block()(self.l(x)) * SCALE',
        'from ..parts.block import Block\nfrom ..scale import SCALE\n',
      ),
    });
    expect(errorsOf(result)).toEqual([]);
    expect(operatorsOf(result.trace!.graph)).toEqual(['Gemm', 'Tanh', 'Mul']);
  });

  it('of the same folder names do not see each other', async () => {
    const first = await open(
      {
        'basics/utils/a.py': block,
        'basics/net.py': net('Block()(self.l(x))', 'from .utils.a import Block\n'),
      },
      path.join(folder, 'one'),
    );
    expect(errorsOf(first)).toEqual([]);
    const second = await open(
      { 'basics/tools/b.py': block, 'basics/net.py': net('Block()(x)', 'from .tools.b import Block\n') },
      path.join(folder, 'two'),
    );
    expect(errorsOf(second)).toEqual([]);
    expect(operatorsOf(second.trace!.graph)).toEqual(['Tanh']);
  });

  it('import from folders that they add to the path', async () => {
    const result = await open({
      'lib/parts/block.py': block,
      'tools/net.py': net(
        'Block()(self.l(x))',
        "import sys\nsys.path.append('../lib')\nfrom parts.block import Block\n",
      ),
    });
    expect(errorsOf(result)).toEqual([]);
    const again = await open({ 'tools/net.py': net('x', 'from parts.block import Block\n') });
    expect(again.trace!.inertImports).toEqual(['parts']);
  });

  it('ask their package for what it imports from them', async () => {
    const result = await open({
      'ring/__init__.py': '',
      'ring/encoders/__init__.py': 'from .base import Mixin\nfrom .net import Net\n',
      'ring/encoders/base.py': 'class Mixin: pass',
      'ring/encoders/net.py': net('self.l(x)', 'from ring.encoders import Mixin\n'),
    });
    expect(errorsOf(result)).toEqual([]);
  });

  it('read and list their own files, and write none', async () => {
    const result = await open({
      'configs/net.json': '{"width": 6}',
      'nets/a_arch.py': '',
      'nets/net.py': `import json, os\nwith open('configs/net.json') as file:\n    WIDTH = json.load(file)['width']\nNAMES = sorted(os.listdir(os.path.dirname(__file__)))\nassert NAMES == ['a_arch.py', 'net.py'], NAMES\nassert sorted(entry.name for entry in os.scandir('.')) == ['configs', 'nets']\ntry:\n    open('configs/new.json', 'w')\n    raise SystemError('written')\nexcept OSError:\n    pass\n${header}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(WIDTH, 2)\n    def forward(self, x):\n        return self.l(x)\n`,
    });
    expect(errorsOf(result)).toEqual([]);
    expect(result.inputs[0].shape).toEqual([1, 6]);
    expect(fs.readdirSync(path.join(folder, 'configs'))).toEqual(['net.json']);
  });

  it('fail after their models, which open nevertheless', async () => {
    const result = await open({ 'train.py': `${net('self.l(x)')}\ndata = open('missing.bin')\n` });
    expect(result.trace!.complete).toBe(true);
    expect(operatorsOf(result.trace!.graph)).toEqual(['Gemm']);
    expect(errorsOf(result)).toEqual([
      "FileNotFoundError while importing train.py: [Errno 44] No such file or directory: 'missing.bin'.",
    ]);
    expect(result.diagnostics[0].span!.line).toBe(10);
  });
});
