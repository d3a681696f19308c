import { describe, expect, it } from 'vitest';
import { header, markedSpans, modelFile, useTracer } from '../../../support/tracing';

const tracer = useTracer();
const { trace } = tracer;

/** A model whose constructor and forward are given. */
function model(constructor: string, forward: string): string {
  const indent = (text: string) => text.replaceAll('\n', '\n        ');
  return `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4)
        ${indent(constructor)}
    def forward(self, x):
        x = self.first(x)
        ${indent(forward)}
`;
}

describe('a model that fails', () => {
  it('does not parse: the place and the reason', async () => {
    const result = await trace(`${header}\nclass Net(nn.Module)\n    pass\n`);
    expect(result.trace).toBeUndefined();
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({
      severity: 'error',
      code: 'syntaxError',
      span: { file: modelFile, line: 3, column: 21, endLine: 3, endColumn: 22 },
    });
    expect(result.diagnostics[0].message).toMatch(/^The file does not parse, line 3: expected ':'\.$/);
  });

  it('raises in its constructor: the innermost frame, the stack, the text of the exception', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.check(3)
#       ^^^^^^^^^^^^^ caller
    def check(self, depth):
        raise ValueError(f"depth must be 6n + 2, not {depth}")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raised
`;
    const spans = markedSpans(source);
    const result = await trace(source);
    expect(result.trace).toBeUndefined();
    expect(result.diagnostics).toEqual([
      {
        severity: 'error',
        code: 'exception',
        message: 'ValueError while constructing Net: depth must be 6n + 2, not 3.',
        span: spans.raised,
        stack: [spans.raised, spans.caller],
      },
    ]);
    expect(result.candidates).toEqual([{ name: 'Net', kind: 'class', line: 3 }]);
  });

  it('raises in forward: the graph up to there is kept', async () => {
    const result = await trace(model('', 'return self.missing(x)'));
    expect(result.diagnostics[0]).toMatchObject({
      code: 'exception',
      message: "AttributeError while running Net.forward: 'Net' object has no attribute 'missing'.",
    });
    expect(result.trace!.complete).toBe(false);
    expect(result.trace!.graph.nodes.map(({ operator }) => operator)).toEqual(['Gemm']);
    expect(result.trace!.graph.outputs).toEqual(['first/Gemm']);
    expect(result.analysis!.parameters).toBe(20);
  });

  it('adds shapes that disagree: the + is to blame, and both shapes are named', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
    def forward(self, x):
        return F.relu(self.conv(x)
                      + x)
#                     ^ plus
`;
    const result = await trace(source);
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({ code: 'shapeMismatch', span: markedSpans(source).plus });
    expect(result.diagnostics[0].message).toContain('1×8×112×112');
    expect(result.diagnostics[0].message).toContain('1×3×224×224');
    expect(result.trace!.complete).toBe(false);
  });

  it('adds in place shapes that disagree', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)
    def forward(self, x):
        größe = self.linear(x); größe += x
        return größe
`;
    const line = source.split('\n')[7];
    const result = await trace(source);
    expect(result.diagnostics[0]).toMatchObject({
      code: 'shapeMismatch',
      span: { line: 8, column: line.indexOf('+=') + 1, endColumn: line.indexOf('+=') + 3 },
    });
  });

  it('lets the user catch what PyTorch would raise', async () => {
    const result = await trace(
      model('', 'try:\n    return x + torch.zeros(7)\nexcept RuntimeError:\n    return x * 2'),
    );
    expect(result.diagnostics).toEqual([]);
    expect(result.trace!.complete).toBe(true);
  });

  it('does not end: it is stopped after the time limit, on its line', async () => {
    const source = model('', 'while True:\n    x = x\nreturn x');
    const began = performance.now();
    const result = await trace(source, { timeLimitSeconds: 1 });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(result.diagnostics[0].code).toBe('timeLimit');
    expect(result.diagnostics[0].message).toContain('ran longer than 1 s');
    const line = result.diagnostics[0].span!.line;
    expect(source.split('\n')[line - 1]).toMatch(/while True|x = x/);
    expect(result.trace!.complete).toBe(false);
  });

  it('swallows every exception in an endless loop: its process is replaced, and the next trace works', async () => {
    const process = tracer.client().processId;
    const source = model(
      '',
      'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
    );
    const result = await trace(source, { timeLimitSeconds: 0.5 });
    expect(result.diagnostics[0]).toMatchObject({ severity: 'error', code: 'timeLimit' });
    const next = await trace(model('', 'return x'));
    expect(next.trace!.complete).toBe(true);
    expect(tracer.client().processId).not.toBe(process);
  });

  it.each([
    ['calls itself without end', 'return self(x)', 'recursion', /called itself without end/],
    ['takes all memory', 'huge = [0] * 10**9', 'memory', /memory/],
    ['ends its program', 'import sys; sys.exit(3)', 'systemExit', /ended its program .*SystemExit\(3\)/],
    [
      'imports what is not there',
      'import torch.nn.missing_part.x as y; from os import nothing',
      'importError',
      /cannot import name 'nothing'/,
    ],
    ['gives no tensor', 'return None', 'noOutput', /forward gives None, not a tensor/],
    ['asks for a value', 'return x * int(x.sum())', 'dataDependent', /depends on the data/],
    [
      'uses what has no stand-in',
      'return torch.lobpcg(x)',
      'unsupportedOperation',
      /cannot trace torch\.lobpcg yet/,
    ],
    [
      'has a layer without stand-in',
      'return nn.LinearCrossEntropyLoss(4, 4)(x)',
      'unsupportedOperation',
      /torch\.nn\.LinearCrossEntropyLoss/,
    ],
  ])('%s', async (_, forward, code, message) => {
    const result = await trace(model('', forward));
    expect(result.diagnostics[0]).toMatchObject({ severity: 'error', code });
    expect(result.diagnostics[0].message).toMatch(message);
    expect(result.diagnostics[0].message).toMatch(/^[A-Z'].*[^.]\.$/);
  });

  it('grows without end: it is stopped before the machine is full', async () => {
    const result = await trace(model('', 'held = []\nwhile True:\n    held.append([0] * 1000000)'), {
      timeLimitSeconds: 60,
    });
    expect(result.diagnostics[0]).toMatchObject({ code: 'memory' });
    expect((await trace(model('', 'return x'))).trace!.complete).toBe(true);
  });

  it('branches on data: a warning on the condition, and the branch for False', async () => {
    const source = model('', 'if x.sum() > 0:\n    x = x * 2\nreturn F.relu(x)');
    const result = await trace(source);
    expect(result.trace!.complete).toBe(true);
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({ severity: 'warning', code: 'dataDependent' });
    expect(source.split('\n')[result.diagnostics[0].span!.line - 1]).toContain('if x.sum() > 0');
    expect(result.trace!.graph.nodes.map(({ operator }) => operator)).not.toContain('Mul');
  });

  it('keeps layers in a plain list: a warning', async () => {
    const result = await trace(model('self.layers = [nn.Linear(4, 4)]', 'return self.layers[0](x)'));
    expect(result.diagnostics[0]).toMatchObject({ severity: 'warning', code: 'unregistered' });
    expect(result.analysis!.parameters).toBe(20);
  });
});

describe('a file without a model', () => {
  it.each([
    ['defines none', 'x = 1', {}, 'noModel', /defines no torch\.nn\.Module/],
    [
      'has no model of that name',
      model('', 'return x'),
      { name: 'Nett' },
      'noModel',
      /no model named 'Nett' in this file; it offers: Net\./,
    ],
    [
      'needs arguments',
      `${header}\nclass Net(nn.Module):\n    def __init__(self, cfg): self.width = cfg.WIDTH`,
      {},
      'argumentsNeeded',
      /Net needs the argument cfg: say them in a comment `# skipline: Net\(cfg=…\)`/,
    ],
    [
      'is given wrong arguments',
      model('', 'return x'),
      { arguments: { depth: 3 } },
      'argumentsWrong',
      /unexpected keyword argument 'depth'/,
    ],
    [
      'has an input that cannot be known',
      `${header}\nclass Net(nn.Module):\n    def forward(self, x): return x['image']`,
      {},
      'inputsNeeded',
      /say its shape in a comment/,
    ],
    [
      'needs two inputs',
      model('', 'return x').replace('self, x', 'self, x, y'),
      { inputs: [{ type: 'float32' as const, shape: [1, 4] }] },
      'inputsNeeded',
      /needs the inputs x, y/,
    ],
    [
      'needs two inputs of which nothing is known',
      `${header}\nclass Net(nn.Module):\n    def forward(self, x, y): return x['a'] + y['b']`,
      {},
      'inputsNeeded',
      /needs the inputs x, y, whose shapes are not known: .*`# skipline: Net\(\) input=x=1x128 input=y=1x128`/,
    ],
    [
      'has a wrong comment',
      `# skipline: Net(depth=unknown)\n${model('', 'return x')}`,
      {},
      'magicComment',
      /argument unknown of the comment cannot be computed/,
    ],
    [
      'has a wrong input',
      `# skipline: Net() input=3x\n${model('', 'return x')}`,
      {},
      'inputWrong',
      /'3x' is not an input/,
    ],
  ])('%s', async (_, source, order, code, message) => {
    const result = await trace(source, order);
    expect(result.trace).toBeUndefined();
    expect(result.diagnostics[0]).toMatchObject({ severity: 'error', code });
    expect(result.diagnostics[0].message).toMatch(message);
  });

  it('is not there', async () => {
    const result = await trace('', { file: '/workspace/other.py', overlays: {}, workspaceFolders: [] });
    expect(result.trace).toBeUndefined();
  });
});
