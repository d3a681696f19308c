import { describe, expect, it } from 'vitest';
import { header, useTracer } from '../../../support/tracing';

const { trace } = useTracer();

describe('a function that no ONNX operator computes', () => {
  it('is a node with its own name, behind which the graph goes on', async () => {
    const source = `${header}
from torch._opaque import opaque
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(4, 2)
    def forward(self, x):
        q, r = opaque('torch.linalg.qr', [x], [((3, 4), torch.float32), ((4, 4), torch.float64)])
        return self.last(q), r
`;
    const { trace: traced, diagnostics } = await trace(source, {
      inputs: [{ type: 'float32', shape: [3, 4] }],
    });
    expect(traced!.complete).toBe(true);
    const [node] = traced!.graph.nodes;
    expect(node).toMatchObject({
      operator: 'Opaque',
      domain: 'skipline',
      attributes: { function: { kind: 'string', value: 'torch.linalg.qr' } },
    });
    expect(traced!.graph.outputs.map((name) => traced!.graph.values.get(name))).toMatchObject([
      { type: 'float32', shape: [3, 2] },
      { type: 'float64', shape: [4, 4] },
    ]);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'opaque', span: { line: 9 } }]);
    expect(diagnostics[0].message).toContain('torch.linalg.qr');
  });

  it('is told where the type is one in which nothing runs', async () => {
    const { diagnostics } = await trace(
      `${header}
class Net(nn.Module):
    def forward(self, x):
        return (x.bfloat16() * 2).float()
`,
      { inputs: [{ type: 'float32', shape: [3, 4] }] },
    );
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'bfloat16', span: { line: 5 } }, {}]);
    expect(diagnostics[0].message).toContain('can be shown but not run');
  });
});
