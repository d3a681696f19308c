import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { header, modelFile, operatorsOf, useTracer } from '../../../support/tracing';

// The tracer inherits nothing of this.
process.env.SKIPLINE_TEST_SECRET = 'secret';

const { trace, traced } = useTracer();

const net = (body: string, before = '') => `${header}${before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
    def forward(self, x):
        ${body}
`;

describe('imports', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-imports-')));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** Writes files below the folder of this test. @returns the absolute path of the last one. */
  function write(files: Record<string, string>): string {
    let last = '';
    for (const [name, text] of Object.entries(files)) {
      last = path.join(folder, name);
      fs.mkdirSync(path.dirname(last), { recursive: true });
      fs.writeFileSync(last, text);
    }
    return last;
  }
  const traceFile = (file: string, order: Parameters<typeof trace>[1] = {}) =>
    trace(fs.readFileSync(file, 'utf8'), { file, workspaceFolders: [folder], ...order });

  it('of neighbours, of packages, relative, and of the workspace', async () => {
    const file = write({
      'shared.py': 'FACTOR = 3',
      'net/parts/__init__.py': 'from .block import Block',
      'net/parts/block.py': `${header}from ..scale import SCALE\nclass Block(nn.Module):\n    def forward(self, x):\n        return x * SCALE`,
      'net/scale.py': 'SCALE = 2.0',
      'net/__init__.py': '',
      'net/model.py': `${header}from .parts import Block\nfrom shared import FACTOR\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(4, 4)\n        self.b = Block()\n    def forward(self, x):\n        return self.b(self.l(x)) + FACTOR`,
    });
    const { trace: result, diagnostics } = await traceFile(file);
    expect(diagnostics).toEqual([]);
    expect(operatorsOf(result!.graph)).toEqual(['Gemm', 'Mul', 'Add']);
    expect(result!.graph.modules.get('b')!.definition!.file).toBe(path.join(folder, 'net/parts/block.py'));
    expect(result!.inertImports).toEqual([]);
  });

  it('runs again what changed, and what depends on it, and nothing else', async () => {
    const file = write({
      'counted.py': 'import random\nSTAMP = random.random()',
      'width.py': 'from counted import STAMP\nWIDTH = 5',
      'model.py': `${header}from width import WIDTH\nfrom counted import STAMP\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.register_buffer('stamp', torch.tensor([STAMP]))\n        self.l = nn.Linear(4, WIDTH)\n    def forward(self, x):\n        return self.l(x)`,
    });
    const read = async (overlays: Record<string, string> = {}) => {
      const { trace: result } = await traceFile(file, { overlays });
      const stamp = result!.initialization.find(({ target }) => target === 'stamp')!.fill;
      return { width: result!.graph.values.get('l.bias')!.shape[0], stamp: JSON.stringify(stamp) };
    };
    const first = await read();
    const second = await read({ [path.join(folder, 'width.py')]: 'from counted import STAMP\nWIDTH = 7' });
    fs.writeFileSync(path.join(folder, 'width.py'), 'from counted import STAMP\nWIDTH = 11 ');
    const third = await read();
    expect([first.width, second.width, third.width]).toEqual([5, 7, 11]);
    expect(second.stamp).toBe(first.stamp);
    expect(third.stamp).toBe(first.stamp);
    fs.appendFileSync(path.join(folder, 'counted.py'), '\n');
    expect((await read()).stamp).not.toBe(first.stamp);
  });

  /** A file beside the model that shows in the result whether it ran again. */
  const counted = 'import random\nSTAMP = random.random()';
  const readingStamp = `${header}from counted import STAMP\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.register_buffer('stamp', torch.tensor([STAMP]))\n        self.l = nn.Linear(4, 4)\n    def forward(self, x):\n        return self.l(x)`;
  const stampOf = async (file: string, order: Parameters<typeof trace>[1] = {}) => {
    const { trace: result } = await traceFile(file, order);
    return JSON.stringify(result!.initialization.find(({ target }) => target === 'stamp')!.fill);
  };

  it('does not run again what was only touched, or opened without a change', async () => {
    const file = write({ 'counted.py': counted, 'model.py': readingStamp });
    const first = await stampOf(file);
    fs.utimesSync(path.join(folder, 'counted.py'), new Date(), new Date(Date.now() - 60_000));
    expect(await stampOf(file)).toBe(first);
    expect(await stampOf(file, { overlays: { [path.join(folder, 'counted.py')]: counted } })).toBe(first);
  });

  it('does not run again what imports something inert, wherever that is installed', async () => {
    const file = write({
      'site-packages/cv2/__init__.py': '',
      'counted.py': `import cv2\n${counted}`,
      'model.py': readingStamp,
    });
    const order = { pythonPath: [path.join(folder, 'site-packages')] };
    expect(await stampOf(file, order)).toBe(await stampOf(file, order));
  });

  it('runs a registry again before the models that enter themselves', async () => {
    const file = write({
      'registry.py':
        'MODELS = {}\ndef register(cls):\n    assert cls.__name__ not in MODELS, cls.__name__ + " twice"\n    MODELS[cls.__name__] = cls\n    return cls',
      'model.py': net('return self.l(x)', 'from registry import register\n@register'),
    });
    for (let times = 0; times < 3; times++) {
      expect((await traceFile(file)).diagnostics).toEqual([]);
    }
  });

  it('lets a file deep inside of a large package run without the rest of it', async () => {
    const file = write({
      'site-packages/large/__init__.py': 'from . import models, broken',
      'site-packages/large/broken.py': 'raise RuntimeError("must not run")',
      'site-packages/large/helper.py': 'VALUE = 2',
      'site-packages/large/models/__init__.py': 'from .net import *',
      'site-packages/large/models/net.py': net('return self.l(x) * VALUE', 'from ..helper import VALUE'),
    });
    const { trace: result, diagnostics } = await traceFile(file);
    expect(diagnostics).toEqual([]);
    expect(operatorsOf(result!.graph)).toEqual(['Gemm', 'Mul']);
  });

  it('runs a lazy package when something is asked of it', async () => {
    write({
      'site-packages/large/__init__.py': 'from .tools import tools\nVERSION = 4.0',
      'site-packages/large/tools.py': 'def tools(x): return x * 2',
    });
    const before = 'import large\nimport large.tools\nfrom large import tools, VERSION';
    const { graph } = await traced(net('return tools(self.l(x)) + VERSION', before), {
      pythonPath: [path.join(folder, 'site-packages')],
    });
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Mul', 'Add']);
  });

  it('replaces what is not installed or native by something inert, and names it once', async () => {
    const before = `import pandas as np
import some_layers.torch as layers
from wandb import init
from scipy.special import expit as e, logit
try:
    import not_installed_either
except ImportError:
    not_installed_either = None
assert not_installed_either is None
@np.vectorize
def f(x): return x
@init.decorate(option=1)
class Marked(layers.Rearrange, np.DataFrame): pass
CONSTANTS = np.array([1, 2]) * 2 + np.pi
isinstance(3, np.ndarray), [*CONSTANTS], np.float32 | None
assert f(3) == 3 and Marked().__class__ is Marked`;
    const { inertImports } = await traced(net('return self.l(x)', before));
    expect(inertImports).toEqual(['pandas', 'some_layers', 'wandb', 'scipy']);
  });

  it('does not let a tensor disappear in something inert', async () => {
    const { diagnostics } = await trace(net('return np.tanh(self.l(x))', 'import scipy as np'));
    expect(diagnostics[0]).toMatchObject({
      code: 'unsupportedOperation',
      message:
        'Skipline cannot trace scipy.tanh: scipy is native code, which does not run while a model is traced.',
      span: { line: 8 },
    });
  });

  it.each(['js', 'pyodide_js', 'pyodide', '_skipline.bridge'])('closes %s to user code', async (name) => {
    const statement = await trace(net('return self.l(x)', `import ${name}`));
    expect(statement.diagnostics[0]).toMatchObject({ code: 'importError', span: { line: 2 } });
    const call = await trace(net('return self.l(x)', `import importlib; importlib.import_module('${name}')`));
    expect(call.diagnostics[0]).toMatchObject({ code: 'importError' });
    const builtin = await trace(net('return self.l(x)', `__import__('${name}')`));
    expect(builtin.diagnostics[0]).toMatchObject({ code: 'importError' });
  });

  it('reads nothing outside of its folders and sees nothing of the environment', async () => {
    const before = `import os
assert 'SKIPLINE_TEST_SECRET' not in os.environ and os.environ['HOME'] == '/home/pyodide'
try:
    open(${JSON.stringify(import.meta.filename)})
except OSError:
    pass
else:
    raise AssertionError('read')`;
    expect((await trace(net('return self.l(x)', before))).diagnostics).toEqual([]);
    const other = write({ 'elsewhere/secret.py': 'VALUE = 1' });
    const result = await trace(net('return self.l(x)', 'from secret import VALUE'), {
      workspaceFolders: [path.dirname(modelFile)],
    });
    expect(fs.existsSync(other)).toBe(true);
    expect(result.trace!.inertImports).toEqual(['secret']);
  });

  it('names the failing line of a helper, and the import that led there', async () => {
    const file = write({ 'helper.py': 'x = 1\nraise KeyError("lost")', 'model.py': 'import helper\n' });
    const { diagnostics } = await traceFile(file);
    expect(diagnostics[0]).toMatchObject({
      code: 'exception',
      message: "KeyError while importing model.py: 'lost'.",
      span: { file, line: 1, column: 1, endColumn: 14 },
      stack: [
        { file: path.join(folder, 'helper.py'), line: 2 },
        { file, line: 1 },
      ],
    });
  });

  it('names the files of the user that a model is made of, also where one of them fails', async () => {
    const file = write({
      'site-packages/lib.py': 'import other_lib\n',
      'deep.py': 'VALUE = 1\n',
      'helper.py': 'import deep\n',
      'unused.py': '',
      'model.py': `import lib, helper\n${net('return self.l(x)')}`,
    });
    const order = { pythonPath: [path.join(folder, 'site-packages')] };
    const names = async () =>
      (await traceFile(file, order)).files?.map((read) => path.relative(folder, read)).sort();
    expect(await names()).toEqual(['deep.py', 'helper.py', 'model.py']);
    write({ 'helper.py': 'import deep\nraise ValueError("no")\n' });
    expect(await names()).toEqual(['deep.py', 'helper.py', 'model.py']);
  });

  it('names the line of a helper that does not parse', async () => {
    const file = write({ 'helper.py': 'x = 1\ny = = 2\n', 'model.py': 'import helper\n' });
    const { diagnostics } = await traceFile(file);
    expect(diagnostics[0]).toMatchObject({
      code: 'syntaxError',
      span: { file: path.join(folder, 'helper.py'), line: 2, column: 5 },
    });
  });
});

describe('the stand-in of torch', () => {
  it('has its own modules, and inert ones for the rest', async () => {
    const before = `import torch.hub, torch.jit, torch.jit.annotations, torch.cuda.amp.x, torch.utils.checkpoint as c, torch.nn.modules.utils as u, torch.fx, torch.package.importer
from torch.nn.modules.utils import _pair
from torch import Tensor, fx, package, distributed as dist
assert torch.hub.get_dir() == '/torch/hub' and not torch.jit.is_scripting() and not torch.cuda.is_available()
assert _pair(3) == (3, 3) and c.checkpoint(len, 'four') == 4
assert package.importer.Importer().load(1) is not None and torch.__version__ >= '2'
@torch.jit.script
def f(x: Tensor): return x
@torch.no_grad()
def g(x): return f(x)
@fx.wrap
def h(x): return g(x)
with torch.no_grad(), torch.autocast('cuda'): pass`;
    const { inertImports, graph } = await traced(net('return h(self.l(x))', before));
    expect(inertImports).toEqual([]);
    expect(operatorsOf(graph)).toEqual(['Gemm']);
  });
});
