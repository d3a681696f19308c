import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-repository-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const net = `${header}
class Net(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.first = nn.Linear(width, classes)
    def forward(self, x):
        return self.first(x)
`;

/** Traces `nets/net.py` of a repository that holds these files too. */
async function traceIn(name: string, files: Record<string, string>) {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries({ 'nets/net.py': net, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  const file = path.join(root, 'nets/net.py');
  return trace(fs.readFileSync(file, 'utf8'), { file, workspaceFolders: [root] });
}

describe('constructor arguments in another file of the repository', () => {
  it('stand in the Python code of a README, between code of other languages', async () => {
    const readme = [
      '```bash', 'pip install nets', '```', '', '```python', 'from nets.net import Net', 'net = Net(6, classes=2)', '```',
    ].join('\n'); // prettier-ignore
    const { trace: done } = await traceIn('readme', { 'README.md': readme });
    expect(done!.model).toBe('Net(6, classes=2)');
    expect(done!.diagnostics[0].message).toBe(
      'The arguments of Net come from README.md, line 7: 6, classes=2.',
    );
  });

  it('are what a name held before the model took it over', async () => {
    const wrapper = `${header}
class Wrapper(nn.Module):
    def __init__(self, inner, scale=2):
        super().__init__()
        self.inner = inner
    def forward(self, x):
        return self.inner(x)
`;
    const readme = '```python\nmodel = nn.Linear(3, 5)\nmodel = Wrapper(\n    model,\n    scale=4\n)\n```\n';
    const { trace: done } = await traceIn('renamed', { 'nets/net.py': wrapper, 'README.md': readme });
    expect(done!.model).toBe('Wrapper(Linear(…), scale=4)');
    expect(done!.graph.modules.get('inner')!.type).toBe('Linear');
  });

  it('go with the input of a loop of training', async () => {
    const readme =
      '```python\nnet = Net(6, 2)\ndef sample():\n    return torch.randn(5, 6)\nfor _ in range(9):\n    x = sample()\n    net(x)\n```\n';
    const { inputs } = await traceIn('loop', { 'README.md': readme });
    expect(inputs).toMatchObject([{ shape: [5, 6] }]);
  });

  it('give way to what fits where their input was meant for another model', async () => {
    const files = {
      'a.py': 'import torch\nfrom nets.net import Net\nnet = Net(6, 2)\nnet(torch.randn(5, 9))\n',
      'b.py': 'import torch\nfrom nets.net import Net\nnet = Net(6, 2)\nnet(torch.randn(4, 6))\n',
    };
    const { inputs, trace: done } = await traceIn('another', files);
    expect(inputs).toMatchObject([{ shape: [4, 6] }]);
    expect(done!.complete).toBe(true);
    const { inputs: guessed } = await traceIn('alone', { 'a.py': files['a.py'] });
    expect(guessed).toMatchObject([{ shape: [1, 6] }]);
  });

  it('come from the defaults of a command line that a function describes', async () => {
    const train = `
import argparse
from nets.net import Net
def options():
    parser = argparse.ArgumentParser()
    parser.add_argument('data')
    parser.add_argument('--width', type=int, default=5)
    parser.add_argument('--out', required=True)
    return parser.parse_args()
if __name__ == '__main__':
    args = options()
    net = Net(args.width, classes=3)
`;
    expect((await traceIn('function', { 'train.py': train })).trace!.model).toBe('Net(5, classes=3)');
  });

  it('come from the defaults of a command line that the script describes', async () => {
    const train = `
import argparse
import nets.net as models
parser = argparse.ArgumentParser()
parser.add_argument('--width', type=int, default='7')
args = parser.parse_args()
def main():
    net = models.Net(args.width, 2)
`;
    expect((await traceIn('script', { 'train.py': train })).trace!.model).toBe('Net(7, 2)');
  });

  it('are those of a relative import', async () => {
    const files = {
      'nets/__init__.py': '',
      'nets/sizes.py': 'WIDTH = 9\n',
      'nets/build.py':
        'from .net import Net\nfrom .sizes import WIDTH\ndef build():\n    return Net(WIDTH, 1)\n',
    };
    expect((await traceIn('relative', files)).trace!.model).toBe('Net(9, 1)');
  });

  it('are not those of a class of the same name', async () => {
    const files = {
      'a_train.py': 'from others.net import Net\nnet = Net(1, 1)\n',
      'b_train.py': 'from nets.net import Net\nnet = Net(2, 2)\n',
    };
    expect((await traceIn('namesake', files)).trace!.model).toBe('Net(2, 2)');
  });

  it('are left aside where their computation does not end', async () => {
    const files = {
      'a_train.py': 'from nets.net import Net\ndef load():\n    while True: pass\nnet = Net(load(), 1)\n',
      'b_train.py': 'from nets.net import Net\nnet = Net(3, 1)\n',
    };
    expect((await traceIn('endless', files)).trace!.model).toBe('Net(3, 1)');
  });
});
