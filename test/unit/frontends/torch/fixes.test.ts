import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/frontends/torch/fixes/fix';
import { verifyFixes, type VerifiedFix } from '../../../../src/frontends/torch/fixes/verifyFixes';
import { header, modelFile, useTracer, type Order } from '../../../support/tracing';

const { trace } = useTracer();

interface Repaired extends VerifiedFix {
  readonly text: string;
}

/** The fixes that work for a source, with the text that each gives. */
async function fixesOf(source: string, order: Order = {}): Promise<Repaired[]> {
  const text = header + source;
  const result = await trace(text, order);
  const fixes = await verifyFixes({
    result,
    textOf: (file) => (file === modelFile ? text : undefined),
    trace: (_, edited) => trace(edited, order),
  });
  return fixes.map((fix) => ({ ...fix, text: applyEdits(text, fix.edits) }));
}

const titles = (fixes: readonly VerifiedFix[]) => fixes.map(({ title }) => title);

const chain = `
class Block(nn.Module):
    """Its shortcut is the identity."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        identity = x
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return F.relu(out)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.blocks = nn.Sequential(Block(16, 16), Block(16, 32, 2), Block(32, 32))

    def forward(self, x):
        return self.blocks(self.stem(x))
`;

describe('a projection for a merge whose sides disagree', () => {
  it('is made of the names of the constructor, for the instances that need one', async () => {
    const [fix] = await fixesOf(chain);
    expect(fix.title).toBe('Insert a 1×1 projection shortcut (16→32, stride 2)');
    expect(fix.isComplete).toBe(true);
    expect(fix.text).toContain(`
        self.bn2 = nn.BatchNorm2d(out_channels)
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )
        else:
            self.shortcut = nn.Identity()
`);
    expect(fix.text).toContain('        out += self.shortcut(identity)\n');
  });

  it('leaves a comment with its statement, and is indented as the constructor is', async () => {
    const [fix] = await fixesOf(
      `
WIDTHS = (3,
               8)
class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.a = nn.Conv2d(3, 8, 3, padding=1, bias=False)
    self.b = nn.BatchNorm2d(8)  # the last one
  def forward(self, x):
    return self.b(self.a(x)) + x
`,
      { inputs: [{ type: 'float32', shape: [1, 3, 8, 8] }] },
    );
    expect(fix.text).toContain(`
    self.b = nn.BatchNorm2d(8)  # the last one
    self.shortcut = nn.Sequential(
      nn.Conv2d(3, 8, 1, bias=False),
      nn.BatchNorm2d(8),
    )
`);
  });

  it('has numbers where the constructor has no names, and a bias where the branch has no normalisation', async () => {
    const [fix] = await fixesOf(
      `
class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.a = nn.Conv1d(4, 8, 3, stride=2, padding=1)
  def forward(self, x):
    return torch.add(self.a(x), x)
`,
      { inputs: [{ type: 'float32', shape: [1, 4, 16] }] },
    );
    expect(fix.title).toBe('Insert a 1-wide projection shortcut (4→8, stride 2)');
    expect(fix.text).toContain('    self.shortcut = nn.Conv1d(4, 8, 1, stride=2)\n');
    expect(fix.text).toContain('torch.add(self.a(x), self.shortcut(x))');
  });

  it('is linear for features in the last axis', async () => {
    const [fix] = await fixesOf(
      `
class Net(nn.Module):
    def __init__(self, width=8, hidden=24):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(width, hidden)
    def forward(self, x):
        return x + self.mix(self.norm(x))
`,
      { inputs: [{ type: 'float32', shape: [2, 5, 8] }] },
    );
    expect(fix.title).toBe('Insert a linear projection shortcut (8→24)');
    expect(fix.text).toContain('self.shortcut = nn.Linear(width, hidden)');
    expect(fix.text).toContain('return self.shortcut(x) + self.mix(');
  });

  it('has the normalisation of the branch, in the words of the file', async () => {
    const [grouped] = await fixesOf(
      chain.replaceAll('nn.BatchNorm2d(out_channels)', 'nn.GroupNorm(4, out_channels)'),
    );
    expect(grouped.text).toContain('                nn.GroupNorm(4, out_channels),\n');
    const [named] = await fixesOf(
      chain
        .replaceAll('nn.BatchNorm2d(out_channels)', 'norm(out_channels)')
        .replace('stride=1)', 'stride=1, norm=nn.BatchNorm2d)'),
    );
    expect(named.text).toContain('                norm(out_channels),\n');
  });

  it('takes a name that is free, and tabs where the file has tabs', async () => {
    const [fix] = await fixesOf(
      chain
        .replace('identity = x', 'shortcut = x')
        .replace('+= identity', '+= shortcut')
        .replaceAll('    ', '\t'),
    );
    expect(fix.text).toContain('\t\t\tself.projection = nn.Sequential(\n\t\t\t\tnn.Conv2d(in_channels,');
    expect(fix.text).toContain('out += self.projection(shortcut)');
  });

  it('counts the expansion of a bottleneck', async () => {
    const [fix] = await fixesOf(`
class Bottleneck(nn.Module):
    expansion = 4
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride=stride, padding=1, bias=False)
        self.conv3 = nn.Conv2d(planes, planes * self.expansion, 1, bias=False)
    def forward(self, x):
        return F.relu(x + self.conv3(self.conv2(self.conv1(x))))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Bottleneck(16, 16), Bottleneck(64, 16), Bottleneck(64, 32, stride=2))
    def forward(self, x):
        return self.blocks(x)
`);
    expect(fix.isComplete).toBe(true);
    expect(fix.text).toContain('if stride != 1 or inplanes != planes * self.expansion:');
    expect(fix.text).toContain('nn.Conv2d(inplanes, planes * self.expansion, 1, stride=stride)');
  });

  it('takes the place of a shortcut that does nothing', async () => {
    const [fix] = await fixesOf(
      chain
        .replace('        self.bn2', '        self.skip = nn.Identity()\n        self.bn2')
        .replace('+= identity', '+= self.skip(identity)'),
    );
    expect(fix.title).toBe('Replace nn.Identity() by a 1×1 projection shortcut (16→32, stride 2)');
    expect(fix.text).toContain(`self.skip = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
            nn.BatchNorm2d(out_channels),
        ) if stride != 1 or in_channels != out_channels else nn.Identity()
`);
  });

  it('keeps the channels of a concatenation', async () => {
    const [fix] = await fixesOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(4, 8, 3, stride=2, padding=1)
    def forward(self, x):
        return torch.cat([self.down(x), x], dim=1)
`);
    expect(fix.title).toBe('Insert a 1×1 projection shortcut (4→4, stride 2)');
    expect(fix.text).toContain('torch.cat([self.down(x), self.shortcut(x)], dim=1)');
  });

  it('is not offered where the picture would have to grow', async () => {
    const fixes = await fixesOf(
      `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(4, 4, 2, stride=2)
    def forward(self, x):
        return torch.cat([F.interpolate(x, size=(5, 7)), self.up(self.up(F.interpolate(x, size=(3, 3))))], 1)
`,
      { inputs: [{ type: 'float32', shape: [1, 4, 8, 8] }] },
    );
    expect(titles(fixes).filter((title) => title.includes('projection'))).toEqual([]);
  });

  it('is not offered where other instances of the class would break', async () => {
    const fixes = await fixesOf(`
class Block(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
    def forward(self, x):
        return x + self.layer(x)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(nn.Conv2d(3, 3, 3, padding=1))
        self.b = Block(nn.Conv2d(3, 6, 3, padding=1))
    def forward(self, x):
        return self.b(self.a(x))
`);
    expect(fixes.every(({ isComplete, title }) => !isComplete || !title.includes('projection'))).toBe(true);
  });
});

describe('another window', () => {
  it('repairs a forgotten padding', async () => {
    const [fix, ...more] = await fixesOf(
      chain
        .replace('out_channels, 3, padding=1', 'out_channels, 3')
        .replace(', Block(16, 32, 2), Block(32, 32)', ''),
    );
    expect(fix.title).toBe('Adjust padding of conv2 to 1');
    expect(fix.text).toContain(
      'self.conv2 = nn.Conv2d(out_channels, out_channels, 3, bias=False, padding=1)',
    );
    expect(titles(more).filter((title) => title.includes('projection'))).toEqual([]);
  });

  it('repairs the stride of the shortcut, by the name of the constructor', async () => {
    const fixes = await fixesOf(
      chain
        .replace(
          '        self.bn2',
          '        self.down = nn.Conv2d(in_channels, out_channels, 1)\n        self.bn2',
        )
        .replace('+= identity', '+= self.down(identity)'),
    );
    expect(fixes[0].title).toBe('Adjust stride of down to stride (2)');
    expect(fixes[0].text).toContain('self.down = nn.Conv2d(in_channels, out_channels, 1, stride=stride)');
  });

  it('repairs a stride of the branch', async () => {
    const fixes = await fixesOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(4, 4, 3, 2, padding=1)
    def forward(self, x):
        return x + self.a(x)
`);
    expect(titles(fixes)).toEqual([
      'Insert a 1×1 projection shortcut (4→4, stride 2)',
      'Adjust stride of a to 1',
    ]);
    expect(fixes[1].text).toContain('nn.Conv2d(4, 4, 3, 1, padding=1)');
  });
});

describe('another number of features', () => {
  const classifier = (layer: string, more = '') => `${more}
class Net(nn.Module):
    def __init__(self, hidden=512):
        super().__init__()
        self.conv = nn.Conv2d(3, 20, 3)
        self.fc = ${layer}
    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))
`;

  it.each([
    ['a literal', 'nn.Linear(512, 10)', '', 'nn.Linear(20, 10)'],
    [
      'a keyword',
      'nn.Linear(out_features=10, in_features=512)',
      '',
      'nn.Linear(out_features=10, in_features=20)',
    ],
    ['an expression', 'nn.Linear(8 * 64, 10)', '', 'nn.Linear(20, 10)'],
    ['the default of a parameter', 'nn.Linear(hidden, 10)', '', 'def __init__(self, hidden=20):'],
    ['a constant of the file', 'nn.Linear(WIDTH, 10)', 'WIDTH = 512', 'WIDTH = 20\n'],
    ['an unpacked call', 'nn.Linear(*(512, 10))', '', undefined],
  ])('changes %s', async (_, layer, more, expected) => {
    const [fix] = await fixesOf(classifier(layer, more));
    if (expected === undefined) {
      expect(fix).toBeUndefined();
    } else {
      expect(fix.title).toBe('Change in_features from 512 to 20');
      expect(fix.isComplete).toBe(true);
      expect(fix.text).toContain(expected);
    }
  });

  it.each([
    ['nn.BatchNorm2d(30)', 'Change num_features from 30 to 20', 'nn.BatchNorm2d(20)'],
    ['nn.GroupNorm(5, 30)', 'Change num_channels from 30 to 20', 'nn.GroupNorm(5, 20)'],
    [
      'nn.Conv2d(in_channels=30, out_channels=7, kernel_size=1)',
      'Change in_channels from 30 to 20',
      'in_channels=20,',
    ],
    ['nn.ConvTranspose2d(30, 7, 2)', 'Change in_channels from 30 to 20', 'nn.ConvTranspose2d(20, 7, 2)'],
  ])('of %s', async (layer, title, expected) => {
    const [fix] = await fixesOf(classifier(layer).replace('.mean((2, 3))', ''));
    expect(fix.title).toBe(title);
    expect(fix.text).toContain(expected);
  });

  it('of a normalisation over the last axis', async () => {
    const [fix] = await fixesOf(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 9)
        self.norm = nn.LayerNorm(8)
    def forward(self, x):
        return self.norm(self.fc(x))
`);
    expect(fix.text).toContain('nn.LayerNorm(9)');
  });

  it('by the name that the constructor has for it, so that other instances are right as well', async () => {
    const [fix] = await fixesOf(
      chain
        .replace('self.bn1 = nn.BatchNorm2d(out_channels)', 'self.bn1 = nn.BatchNorm2d(in_channels)')
        .replace('out += identity', 'pass'),
    );
    expect(fix.title).toBe('Change num_features from 16 to out_channels (32)');
    expect(fix.isComplete).toBe(true);
  });

  it('says when another failure follows', async () => {
    const [fix] = await fixesOf(
      classifier('nn.Linear(512, 10)').replace(
        'return self.fc(self.conv(x).mean((2, 3)))',
        'return self.fc(self.conv(x).mean((2, 3))) + torch.zeros(3, 4)',
      ),
    );
    expect(fix).toMatchObject({ title: 'Change in_features from 512 to 20', isComplete: false });
  });
});

describe('shapes of views', () => {
  const net = (line: string, features: number) => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 5)
        self.fc = nn.Linear(${features}, 10)
    def forward(self, x):
        x = F.max_pool2d(self.conv(x), 2)
        ${line}
        return self.fc(x)
`;
  const order = { inputs: [{ type: 'float32' as const, shape: [2, 3, 14, 14] }] };

  it('flattens in place of a wrong number', async () => {
    const fixes = await fixesOf(net('x = x.view(x.size(0), 256)', 400), order);
    expect(fixes[0].title).toBe('Flatten all axes but the batch: flatten(1)');
    expect(fixes[0].text).toContain('x = x.flatten(1)\n');
    expect(titles(fixes)).toContain('Let the extent 256 be inferred: -1');
  });

  it('changes the number of the next layer along with it', async () => {
    const fixes = await fixesOf(net('x = x.view(x.size(0), 256)', 256), order);
    expect(fixes[0].title).toBe(
      'Flatten all axes but the batch: flatten(1), and change in_features from 256 to 400',
    );
    expect(fixes[0].text).toContain('nn.Linear(400, 10)');
    expect(fixes[0].text).toContain('x = x.flatten(1)\n');
  });

  it('writes the number that fits', async () => {
    const fixes = await fixesOf(net('x = x.reshape(-1, 3 * 7)', 400), order);
    expect(titles(fixes)).toContain('Change 3 * 7 to 400');
  });

  it('flattens what reaches a linear map of all elements', async () => {
    const fixes = await fixesOf(net('pass', 400), order);
    expect(titles(fixes)).toEqual(['Flatten all axes but the batch: flatten(1)']);
    expect(fixes[0].text).toContain('self.fc(x.flatten(1))');
  });
});

it('knows no repair for a failure of another kind', async () => {
  expect(await fixesOf('class Net(nn.Module):\n  def forward(self, x): return x + missing\n')).toEqual([]);
});

it('leaves files alone that it must not edit', async () => {
  const text = header + chain;
  const result = await trace(text);
  const fixes = await verifyFixes({ result, textOf: () => undefined, trace: () => trace(text) });
  expect(fixes).toEqual([]);
});
