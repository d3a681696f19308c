/** Models that are at fault in ways that nothing may hang on, leak from or break. */

export interface BadModel {
  readonly name: string;
  readonly source: string | Uint8Array;
  /** What the one sentence says; absent where the model is traced all the same. */
  readonly sentence?: RegExp;
  /** Line of the sentence, where it has one. */
  readonly line?: number;
  /** Time limit in seconds; 1 where left out, 20 for a model that is traced all the same. */
  readonly seconds?: number;
}

export function secondsFor({ seconds, sentence }: BadModel): number {
  return seconds ?? (sentence === undefined ? 20 : 1);
}

const imports = 'import torch\nfrom torch import nn\n';

const indented = (code: string) => code.replaceAll(/^/gm, '        ');

/** A model of one linear layer, with code in its constructor (from line 7) and its forward (from line 9). */
export function model({ top = '', init = 'pass', forward = 'pass' }): string {
  return `${imports}${top}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
${indented(init)}
    def forward(self, x):
${indented(forward)}
        return self.linear(x)
`;
}

export const goodModel = model({});

const forward = (name: string, code: string, sentence?: RegExp, line = 10): BadModel => ({
  name,
  source: model({ forward: code }),
  ...(sentence && { sentence, line }),
});

/** As {@link forward}, where the place is not the first line of the code or cannot be known. */
const elsewhere = (name: string, code: string, sentence: RegExp, line?: number): BadModel => ({
  name,
  source: model({ forward: code }),
  sentence,
  ...(line !== undefined && { line }),
});

const longer = /ran longer than 1 s/;
const network = /the network cannot be reached/;

export const badModels: readonly BadModel[] = [
  {
    name: 'a syntax error',
    source: `${imports}class Net(nn.Module)\n    pass\n`,
    sentence: /does not parse/,
    line: 3,
  },
  { name: 'an empty file', source: '', sentence: /defines no torch\.nn\.Module/ },
  { name: 'a file without a model', source: 'x = 1\n', sentence: /defines no torch\.nn\.Module/ },
  { name: 'NUL bytes', source: `${imports}x = 1\0\n`, sentence: /contains NUL characters/, line: 3 },
  {
    name: 'UTF-16',
    source: Buffer.from(`\uFEFF${goodModel}`, 'utf16le'),
    sentence: /save it as UTF-8/,
    line: 1,
  },
  {
    name: 'Latin-1 that is declared',
    source: Buffer.from(`# -*- coding: latin-1 -*-\n${goodModel}# é\n`, 'latin1'),
  },
  { name: 'Latin-1 that is not declared', source: Buffer.from(`${goodModel}# é\n`, 'latin1') },
  {
    name: 'a thousand parentheses',
    source: model({ top: `x = ${'('.repeat(1000)}1${')'.repeat(1000)}` }),
    sentence: /too many nested parentheses/,
    line: 3,
  },
  {
    name: 'an endless loop in its import',
    source: model({ top: 'while True: pass' }),
    sentence: longer,
    line: 3,
  },
  {
    name: 'an endless loop in its constructor',
    source: model({ init: 'while True: pass' }),
    sentence: longer,
    line: 8,
  },
  forward('an endless loop in its forward', 'for _ in __import__("itertools").count(): pass', longer),
  forward('an endless loop in C', 'sum(__import__("itertools").count())', longer),
  forward('a number without end', '10**10**8', longer),
  forward('a regular expression without end', '__import__("re").match(r"(a+)+b", "a" * 60)', longer),
  elsewhere(
    'a list that grows',
    'held = []\nwhile True: held.append(bytearray(1 << 24))',
    /too much memory|more memory|ran longer/,
    11,
  ),
  forward('a text of ten billion letters', 'x = "x" * 10**10', /OverflowError|MemoryError|memory/),
  forward('eight gigabytes', 'x = bytearray(8 << 30)', /OverflowError|memory/),
  elsewhere(
    'a tensor that is too large',
    'return torch.zeros(100000, 100000, 100)',
    /more memory than there is/,
  ),
  elsewhere('recursion', 'def f(): return f()\nf()', /called itself without end/, 10),
  elsewhere(
    'recursion in __getattr__',
    'class A:\n    def __getattr__(self, n): return getattr(self, n + "x")\nA().b',
    /called itself without end/,
    11,
  ),
  elsewhere(
    'recursion in __repr__',
    'class A:\n    def __repr__(self): return repr(self)\nrepr(A())',
    /called itself without end/,
    11,
  ),
  elsewhere(
    'recursion beyond the limit',
    'import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()',
    /called itself|ran longer/,
  ),
  elsewhere(
    'lists in lists',
    'held = []\nfor _ in range(100000): held = [held]\nrepr(held)',
    /called itself|recursion/,
  ),
  {
    name: 'five hundred nested modules',
    source: model({ init: 'for _ in range(500): self.linear = nn.Sequential(self.linear)' }),
    sentence: /nests its modules too deeply|ran longer/,
  },
  forward('an installation', 'assert __import__("os").system("pip install timm") == 1'),
  forward('os._exit', '__import__("os")._exit(0)', /ended its program/),
  forward('sys.exit', '__import__("sys").exit()', /ended its program/),
  forward('os.abort', '__import__("os").abort()', /ended its program/),
  forward('input', 'input()', /EOFError/),
  forward('a missing part of the standard library', 'from os import nothing', /cannot import name 'nothing'/),
  forward('/etc/passwd', 'open("/etc/passwd").read()', /No such file or directory: '\/etc\/passwd'/),
  forward(
    'a key in the home folder',
    '(__import__("pathlib").Path.home() / ".ssh/id_rsa").read_text()',
    /No such file/,
  ),
  forward('a socket', '__import__("socket").create_connection(("127.0.0.1", 80))', network),
  elsewhere('a socket of its own', 'import socket\nsocket.socket().connect(("127.0.0.1", 80))', network, 11),
  elsewhere('urllib', 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1/")', network, 11),
  elsewhere('a subprocess', 'import subprocess\nsubprocess.run(["true"])', /does not support processes/, 11),
  elsewhere('os.system', 'import os\nos.system("true")', /no program can be started/, 11),
  forward('ctypes', 'import ctypes', /ctypes cannot be imported/),
  elsewhere(
    'a thread',
    'import threading\nthreading.Thread(target=print).start()',
    /can't start new thread/,
    11,
  ),
  elsewhere(
    'a bridge out of Python',
    'import sys\nsys.modules["_skipline.bridge"].read.__closure__[0].cell_contents.constructor',
    /has no attribute|AttributeError|constructor/,
    11,
  ),
  {
    seconds: 20,
    name: 'JavaScript made of a text by way of whatever Python still reaches',
    source: model({
      forward: [
        'import sys',
        'def functions(cls, seen):',
        '    for sub in type.__subclasses__(cls):',
        '        if sub not in seen:',
        '            seen.add(sub)',
        '            yield from (f for f in vars(sub).values() if hasattr(f, "__globals__"))',
        '            yield from functions(sub, seen)',
        'def climb(value):',
        '    try: identifier = value.constructor.constructor("return process.pid")()',
        '    except Exception: return',
        // Inert stand-ins answer everything, but not with a number.
        '    if type(identifier) is int: raise SystemError("out of Python")',
        'for function in list(functions(object, set())):',
        '    for name, value in list(function.__globals__.items()):',
        '        climb(value)',
        '        if name in ("to_js", "create_proxy"): climb(value([1]))',
        'raise ValueError("no way out")',
      ].join('\n'),
    }),
    sentence: /ValueError.*no way out/,
  },
  forward('the module js', 'import js', /js cannot be imported/),
  forward('the core of Pyodide', '__import__("sys").modules["_pyodide_core"]', /KeyError/),
  forward(
    'the objects behind Python',
    'raise ValueError(len(__import__("gc").get_objects()))',
    /ValueError.*: 0\./,
  ),
  forward('a generator', 'yield x', /forward gives a generator, not a tensor/, 9),
  {
    name: 'a coroutine',
    source: goodModel.replace('def forward', 'async def forward'),
    sentence: /forward gives a coroutine/,
    line: 9,
  },
  forward('None', 'return None', /forward gives None, not a tensor/, 9),
  forward('a text', 'return "abc"', /forward gives a str, not a tensor/, 9),
  // Harmless while a model is traced.
  forward('time.sleep', '__import__("time").sleep(100)'),
  forward('breakpoint', 'breakpoint()'),
  forward('sys.settrace', '__import__("sys").settrace(lambda *_: None)'),
  forward('a file that it writes', 'open("/tmp/skipline-written-by-a-model", "w").write("x")'),
  {
    name: 'twenty thousand lines',
    source: model({
      top: Array.from({ length: 10_000 }, (_, number) => `def f${number}(a):\n    return a + ${number}`).join(
        '\n',
      ),
    }),
  },
  // What is left behind must not reach the next model.
  ...[
    'import builtins; builtins.print = builtins.isinstance = builtins.len = None',
    'torch.relu = torch.Tensor.__add__ = None',
    'nn.Linear.forward = lambda self, x: x',
    'nn.Module.__call__ = nn.Module.__init__ = None',
    'import sys; sys.modules.clear()',
    'import sys; sys.path.clear(); sys.meta_path.clear()',
    'import gc; gc.disable()',
    'import sys; sys.setrecursionlimit(60)',
    'import json; json.dumps = json.loads = None',
    'import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)',
    'import os; os.chdir("/"); os.environ.clear()',
    'import sys; sys.stdout = sys.stderr = None',
    'torch.set_default_dtype(torch.float64)',
  ].map((code): BadModel => ({
    name: `tampering: ${code}`,
    source: model({ forward: `${code}\nraise ValueError("done")` }),
    sentence: /./,
  })),
];
