import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trace } from '../../../../src/graph/trace';
import { header, useTracer } from '../../../support/tracing';

const { traced } = useTracer();

const net = (construction: string, body: string) => `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        ${construction}
    def forward(self, x):
        ${body}
`;

/** Contents of the constants that the operator reads, node by node. */
function constantsRead({ graph }: Trace, operator: string): number[][] {
  return graph.nodes
    .filter((node) => node.operator === operator)
    .flatMap(({ inputs }) => inputs)
    .flatMap((name) => {
      const { role } = graph.values.get(name)!;
      return role.kind === 'constant' ? [[...role.tensor.data]] : [];
    });
}

describe('constants', () => {
  it('of equal content are one value, whatever their size', async () => {
    const trace = await traced(net('', 'return self.l(x * torch.ones(100, 4) * torch.ones(100, 4))'));
    const constants = [...trace.graph.values.values()].filter(({ role }) => role.kind === 'constant');
    expect(constants.map(({ shape }) => shape)).toEqual([[100, 4]]);
  });

  it('that are computed alike are one value, each computation with its own attributes', async () => {
    const trace = await traced(
      net(
        '',
        `table = lambda axis: torch.arange(200.0).reshape(50, 4).softmax(axis) + 1
        return self.l(x * table(0) * table(0) * table(1))`,
      ),
    );
    const factors = trace.graph.nodes
      .filter(({ operator }) => operator === 'Mul')
      .flatMap(({ inputs }) =>
        inputs.filter((name) => trace.graph.values.get(name)!.role.kind === 'constant'),
      );
    expect(factors[1]).toBe(factors[0]);
    expect(factors[2]).not.toBe(factors[0]);
  });

  it('that only compare equal stay apart: zeros of either sign, numbers of different types', async () => {
    const trace = await traced(
      net(
        '',
        `x = x / torch.zeros(4) / torch.full((4,), -0.0)
        return self.l(x / torch.tensor(0.0) / torch.tensor(-0.0) / torch.tensor([1]) / torch.tensor([1.0]))`,
      ),
    );
    const read = constantsRead(trace, 'Div');
    expect(read.slice(0, 4).map(([first]) => 1 / first)).toEqual([Infinity, -Infinity, Infinity, -Infinity]);
  });

  it('that two layers begin with are tensors of their own', async () => {
    const { graph } = await traced(
      net(
        'self.a = nn.Parameter(torch.zeros(4)); self.b = nn.Parameter(torch.zeros(4))',
        'return self.l(x + self.a + self.b)',
      ),
    );
    expect(graph.nodes.flatMap(({ inputs }) => inputs)).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it('are not mixed up where attributes are tensors that look alike', async () => {
    const trace = await traced(
      net(
        '',
        'y = self.l(x)\n        return torch.softmax(y, torch.tensor(0)) + torch.softmax(y, torch.tensor(1))',
      ),
      { inputs: [{ type: 'float32', shape: [4, 4] }] },
    );
    const axes = trace.graph.nodes
      .filter(({ operator }) => operator === 'Softmax')
      .map(({ attributes }) => attributes.axis.value);
    expect(axes).toEqual([0, 1]);
  });

  describe('of an imported module', () => {
    let folder: string;
    beforeEach(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skipline-constants-'));
    });
    afterEach(() => {
      fs.rmSync(folder, { recursive: true });
    });

    it('outlive the trace, also where the traced file had made equal ones before', async () => {
      const file = path.join(folder, 'model.py');
      fs.writeFileSync(path.join(folder, 'scales.py'), 'import torch\nSCALE = torch.full((4,), 2.0)\n');
      const source = `${header}FIRST = torch.full((4,), 2.0)
from scales import SCALE
LAST = torch.full((4,), 2.0)
${net('', 'return self.l(x * FIRST * SCALE * LAST)')}`;
      for (const edit of ['', '# edited\n']) {
        const trace = await traced(source + edit, { file, workspaceFolders: [folder] });
        expect(constantsRead(trace, 'Mul')).toEqual(Array.from({ length: 3 }, () => [2, 2, 2, 2]));
      }
    });
  });
});
