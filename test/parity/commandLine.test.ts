import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleFile, skipline } from '../support/commandLine';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

const model = (body: string) => `import torch\nfrom torch import nn\n\n\n${body}`;

describe('the command line answers wrong input with one sentence', () => {
  it.each([
    ['no command', [], /^$/],
    ['an unknown command', ['inspcet', 'x.py'], /There is no command 'inspcet'/],
    ['an unknown option', ['inspect', sampleFile, '--depth', '3'], /--depth/],
    ['a shape that is none', ['inspect', sampleFile, '--input', '1x3xbig'], /not '1x3xbig'/],
    [
      'arguments that are no JSON',
      ['inspect', sampleFile, '--kwargs', '{depth: 20}'],
      /--kwargs is not JSON/,
    ],
    ['training without data', ['train', sampleFile], /train needs --data/],
  ] as const)('%s: exit code 2', async (_name, words, sentence) => {
    const { code, stderr } = await skipline(...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['a file that is missing', path.join(folder, 'nothing.py'), /There is no file .*nothing\.py/],
    [
      'Python that does not parse',
      write('syntax.py', model('class Net(nn.Module)\n    pass\n')),
      /syntax\.py:5:\d+: /,
    ],
    [
      'an exception in __init__',
      write(
        'constructor.py',
        model(
          'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = 1 / 0\n',
        ),
      ),
      /constructor\.py:8:18: .*division by zero/,
    ],
    [
      'an exception in forward',
      write(
        'forward.py',
        model('class Net(nn.Module):\n    def forward(self, x):\n        return x + self.missing\n'),
      ),
      /forward\.py:7:20: .*missing/,
    ],
    [
      'an endless loop',
      write(
        'loop.py',
        model('class Net(nn.Module):\n    def forward(self, x):\n        while True:\n            pass\n'),
      ),
      /loop\.py:[78]:\d+: /,
    ],
    [
      'a shortcut whose shapes disagree',
      write(
        'shortcut.py',
        model(
          'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n' +
            '        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)\n\n' +
            '    def forward(self, x):\n        return self.conv(x) + x\n',
        ),
      ),
      /shortcut\.py:11:29: .*1×8×16×16.*1×3×32×32/,
    ],
  ])('%s: exit code 1', async (_name, file, sentence) => {
    const { code, stdout, stderr } = await skipline(
      'inspect',
      file,
      '--input',
      '1x3x32x32',
      '--time-limit',
      '1',
    );
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/Traceback/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('inspect shows a call that is not computed', () => {
  const file = write(
    'opaque.py',
    model(
      'class Net(nn.Module):\n    def forward(self, x):\n' +
        '        y = torch.mystery.warp(x)  # skipline: output=2x5 output=int64:3\n        return y[0] * 2\n',
    ),
  );

  it('as JSON', async () => {
    const { code, stdout } = await skipline('inspect', file, '--input', '1x4', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { opaque: unknown[]; diagnostics: { code: string }[] };
    expect(report.opaque).toEqual([
      {
        function: 'torch.mystery.warp',
        source: { file, line: 7, column: 13, endLine: 7, endColumn: 34 },
        outputShapes: [[2, 5], [3]],
      },
    ]);
    expect(report.diagnostics.map((diagnostic) => diagnostic.code)).toContain('opaque');
  });

  it('as text', async () => {
    const { stdout } = await skipline('inspect', file, '--input', '1x4');
    expect(stdout).toMatch(/opaque\.py:7:13: torch\.mystery\.warp is not computed; it gives 2×5, 3\./);
  });
});
