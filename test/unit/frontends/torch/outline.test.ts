import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTraceable, type Outline } from '../../../../src/frontends/torch/outline';
import { OutlineParser, outlineOf } from '../../../../src/frontends/torch/outlineParser';
import { root } from '../../../setup/processes.mjs';

const sample = readFileSync(path.join(root, 'media/samples/resnet20.py'), 'utf8');
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function names(outline: Outline): string[] {
  return outline.declarations.map(({ kind, name }) => `${kind} ${name}`);
}

describe('outlineOf', () => {
  it('finds the classes and factories of the sample in source order', () => {
    const outline = outlineOf(sample);
    expect(names(outline)).toEqual([
      'class PadShortcut',
      'class BasicBlock',
      'class ResNet',
      'factory resnet20',
      'factory resnet56',
    ]);
    expect(outline.annotations).toEqual([{ line: 10, name: 'ResNet' }]);
    expect(outline.declarations[1].requiredParameters).toEqual(['in_channels', 'out_channels']);
    expect(outline.declarations[1].usedBy).toEqual(['ResNet']);
  });

  it('gives the place of the name, and the line of the first decorator', () => {
    const outline = outlineOf('import torch.nn as nn\n\n@frozen\nclass Größe(nn.Module):\n    pass\n');
    expect(outline.declarations).toEqual([
      {
        kind: 'class',
        name: 'Größe',
        line: 3,
        nameSpan: { line: 4, column: 7, endLine: 4, endColumn: 12 },
        requiredParameters: [],
        usedBy: [],
      },
    ]);
  });

  it.each([
    ['import torch', 'torch.nn.Module'],
    ['import torch.nn', 'torch.nn.Module'],
    ['import torch.nn as nn', 'nn.Module'],
    ['from torch import nn', 'nn.Sequential'],
    ['from torch import nn as layers', 'layers.Module'],
    ['from torch.nn import Module as Base', 'Base'],
    ['from torch.nn import (Module, Linear)', 'Module'],
    ['from torch.nn import (Linear,  # a map, and\n  Module,  # the base\n)', 'Module'],
  ])('understands `%s` and the base class `%s`', (line, base) => {
    expect(names(outlineOf(`${line}\nclass Net(${base}):\n    pass\n`))).toEqual(['class Net']);
  });

  it('ignores classes that are no modules', () => {
    const text =
      'from torch import nn\nfrom x import nn as other\nclass A(dict):\n    pass\nclass B(nn.Module): pass\n';
    expect(names(outlineOf(text))).toEqual(['class B']);
    expect(names(outlineOf('import attr\nclass A(attr.Module):\n    pass\n'))).toEqual([]);
  });

  it('takes a class of an imported base for a module where it defines forward', () => {
    const base = 'from lightning import LightningModule\nclass Net(LightningModule):\n';
    expect(names(outlineOf(`${base}    def forward(self, x): return x\n`))).toEqual(['class Net']);
    expect(names(outlineOf(`${base}    def fit(self, x): return x\n`))).toEqual([]);
  });

  it('follows classes through the file, and inherits their constructor', () => {
    const outline = outlineOf(
      'from torch import nn\nclass A(B): pass\nclass B(nn.Module):\n    def __init__(self, n, *, k, m=1, **rest): pass\n',
    );
    expect(names(outline)).toEqual(['class A', 'class B']);
    expect(outline.declarations[0].requiredParameters).toEqual(['n', 'k']);
  });

  it('reads parameters past comments', () => {
    const outline = outlineOf(
      'from torch import nn\nclass A(nn.Module):\n    def __init__(self,  # itself\n        n,  # how many\n        k=1): pass\n',
    );
    expect(outline.declarations[0].requiredParameters).toEqual(['n']);
  });

  it('finds factories by annotation, by what they return, and through each other', () => {
    const outline = outlineOf(
      [
        'from torch import nn',
        'class Net(nn.Module): pass',
        'def annotated(a: int = 1) -> "Net": ...',
        'def direct(width): return Net(width)',
        'def assigned():',
        '    net = direct(3)',
        '    return net',
        'def other():',
        '    def inner(): return Net()',
        '    return 3',
        'net = Net()',
        'stack = nn.Sequential(Net())',
        'size = len([])',
      ].join('\n'),
    );
    expect(names(outline)).toEqual([
      'class Net',
      'factory annotated',
      'factory direct',
      'factory assigned',
      'instance net',
      'instance stack',
    ]);
    expect(outline.declarations.filter((item) => isTraceable(outline, item)).map(({ name }) => name)).toEqual(
      ['Net', 'annotated', 'assigned', 'net', 'stack'],
    );
  });

  it.each([
    ['an unclosed bracket', '        out = self.bn2(self.conv2(out)'],
    ['an unfinished call', '        out = F.'],
    ['an unfinished def', '    def helper(self'],
    ['an unclosed string', '        name = "abc'],
    ['a stray indent', '                return ('],
  ])('keeps every declaration while the text has %s', (_, line) => {
    const lines = sample.split('\n');
    const at = lines.findIndex((text) => text.includes('self.bn2(self.conv2(out))'));
    lines.splice(at, 1, line);
    expect(names(outlineOf(lines.join('\n')))).toEqual(names(outlineOf(sample)));
  });

  it('takes a class whose arguments a magic comment gives for traceable', () => {
    const net = 'class Net(nn.Module):\n    def __init__(self, width): pass\n';
    const outline = outlineOf(
      `from torch import nn\n# skipline: Net(width=3)\n#skipline: Other\n# skipline: input=1x3\n${net}`,
    );
    expect(outline.annotations).toEqual([{ line: 2, name: 'Net' }, { line: 3, name: 'Other' }, { line: 4 }]);
    expect(isTraceable(outline, outline.declarations[0])).toBe(true);
    const part = { ...outline.declarations[0], usedBy: ['Whole'] };
    expect(isTraceable(outline, part)).toBe(true);
    expect(isTraceable({ ...outline, annotations: [] }, part)).toBe(false);
    // What it needs is assumed where no other class is made of it.
    expect(isTraceable({ ...outline, annotations: [] }, outline.declarations[0])).toBe(true);
  });

  it('does not take a mention in a comment or a string for a use', () => {
    const text =
      'from torch import nn\nclass A(nn.Module): pass\nclass B(nn.Module):\n    """Like A."""\n    # A\n';
    expect(outlineOf(text).declarations[0].usedBy).toEqual([]);
  });

  it.each(['', '\u0000', 'class', 'class (', '@', 'def', 'import', 'from . import', 'x ='])(
    'survives %j',
    (text) => {
      expect(outlineOf(text).declarations).toEqual([]);
    },
  );
});

describe('OutlineParser', () => {
  it('gives after each edit what a fresh parse gives', async () => {
    const parser = new OutlineParser();
    const texts = [
      sample,
      sample.replace('class ResNet', 'class Wide(nn.Module): pass\n\nclass ResNet'),
      sample.replace('def resnet56', 'def resnet57'),
      '',
      sample,
    ];
    for (const text of texts) {
      expect(await parser.update(text, nextTurn)).toEqual(outlineOf(text));
    }
  });

  it('pauses during a long parse', async () => {
    const long = sample + '\n' + 'x = [1, 2, (3, 4), {"a": 5}]\n'.repeat(30_000);
    let pauses = 0;
    const outline = await new OutlineParser().update(long, async () => {
      pauses += 1;
      await nextTurn();
    });
    expect(pauses).toBeGreaterThan(3);
    expect(names(outline)).toEqual(names(outlineOf(sample)));
  });
});
