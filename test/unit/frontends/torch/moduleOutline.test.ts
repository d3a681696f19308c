import { describe, expect, it } from 'vitest';
import type { DeclaredModule } from '../../../../src/frontends/torch/moduleOutline';
import { OutlineParser } from '../../../../src/frontends/torch/outlineParser';

async function modulesOf(text: string): Promise<DeclaredModule[]> {
  const parser = new OutlineParser();
  await parser.update(text, () => Promise.resolve());
  return parser.modules();
}

/** `name type(arguments)`, children indented. */
function written(modules: readonly DeclaredModule[], indentation = ''): string {
  return modules
    .map(
      ({ name, type, arguments: given, children }) =>
        `${indentation}${name} ${type}(${given})\n${written(children, `${indentation}  `)}`,
    )
    .join('');
}

const imports =
  'import torch.nn as nn\nfrom torch.nn import Linear\nfrom timm.layers import DropPath, to_2tuple\n';

describe('the modules that a file declares', () => {
  it('are the members that constructors assign, with those of the classes of the file inside', async () => {
    const text = `${imports}
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.channels = int(channels)
        self.conv = nn.Conv2d(channels, channels, 3,
                              padding=1)
        self.drop: nn.Module = DropPath(0.1)
        self.size = to_2tuple(3)
class Net(nn.Module):
    def __init__(self, depth=2, head=None):
        super().__init__()
        self.block = Block(16)
        if head is None:
            self.head = Linear(16, 10)
        else:
            self.head = head
        self.layers = self._make_layers(depth)
        self.add_module("last", nn.ReLU())
        self.norm = nn.BatchNorm2d(8) if depth else nn.Identity()
`;
    const modules = await modulesOf(text);
    expect(written(modules)).toBe(
      `Block Block()
  conv Conv2d(channels, channels, 3, padding=1)
  drop DropPath(0.1)
Net Net()
  block Block(16)
    conv Conv2d(channels, channels, 3, padding=1)
    drop DropPath(0.1)
  head Linear(16, 10)
  layers _make_layers(depth)
  last ReLU()
  norm BatchNorm2d(8)
`,
    );
    expect(text.slice(modules[1].children[1].offset)).toMatch(/^Linear\(16, 10\)/);
    expect(text.slice(modules[1].offset)).toMatch(/^class Net/);
  });

  it('are in containers by their places', async () => {
    const modules = await modulesOf(`${imports}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(
            nn.Conv2d(3, 8, 3),  # the first
            nn.Sequential(nn.ReLU(), nn.Dropout(0.5)),
        )
        self.b = nn.ModuleList([nn.Linear(4, 4), other, nn.Linear(4, 2)])
        self.c = nn.ModuleDict({"x": nn.Linear(4, 4), "y": nn.ReLU()})
        self.d = nn.ModuleList([nn.Linear(i, i) for i in range(3)])
`);
    expect(written(modules)).toBe(
      `Net Net()
  a Sequential()
    0 Conv2d(3, 8, 3)
    1 Sequential()
      0 ReLU()
      1 Dropout(0.5)
  b ModuleList()
    0 Linear(4, 4)
    2 Linear(4, 2)
  c ModuleDict()
    x Linear(4, 4)
    y ReLU()
  d ModuleList()
`,
    );
  });

  it('are found in a text that does not parse, and those of a network that holds itself once', async () => {
    const modules = await modulesOf(`${imports}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Net()
        self.fc = nn.Linear(4, 4
    def forward(self, x):
        return self.fc(x
class Child(Net):
    pass
`);
    expect(written(modules.slice(0, 1))).toContain('  inner Net()\n');
    expect(modules[0].children.map(({ name }) => name)).toContain('fc');
  });

  it('are inherited within the file', async () => {
    const modules = await modulesOf(
      `${imports}class Base(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(4, 4)\nclass Child(Base): ...\n`,
    );
    expect(written(modules)).toBe('Base Base()\n  fc Linear(4, 4)\nChild Child()\n  fc Linear(4, 4)\n');
  });
});
