import { describe, expect, it } from 'vitest';
import { header, type Order, operatorsOf, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

const inputs: Order = { inputs: [{ type: 'float32', shape: [3, 4] }] };

function model(forward: string, init = 'pass'): string {
  const indented = (text: string) => text.split('\n').join('\n        ');
  return `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${indented(init)}
    def forward(self, x):
        ${indented(forward)}
`;
}

describe('views', () => {
  it('that are only written to are not read: an assignment is what it joins', async () => {
    const { graph } = await traced(model('x = x * 2\nx[:, 0] = 1\nreturn x'), inputs);
    expect(operatorsOf(graph)).toEqual(['Mul', 'Slice', 'Concat']);
  });

  it('that nobody reads after a write add nothing to the graph', async () => {
    const { graph } = await traced(model('x = x * 2\ny = x.flatten().relu_()\nreturn y'), inputs);
    expect(operatorsOf(graph)).toEqual(['Mul', 'Reshape', 'Relu']);
  });

  it('of an augmented assignment are written once', async () => {
    const { graph } = await traced(model('x = x * 2\nx[:, :2] += 1\nreturn x'), inputs);
    expect(operatorsOf(graph)).toEqual(['Mul', 'Slice', 'Add', 'Slice', 'Concat']);
  });

  it('belong to the line that writes, not to the one that reads', async () => {
    const { graph } = await traced(model('x = x * 2\nx[1] = 0\ny = 3\nreturn x + y'), inputs);
    const concat = graph.nodes.find(({ operator }) => operator === 'Concat')!;
    expect(concat.origin.spans[0].line).toBe(9);
  });

  it('of a parameter follow it into the forward pass', async () => {
    const { graph } = await traced(
      model(
        'return x @ self.transposed',
        'self.w = nn.Parameter(torch.randn(2, 4))\nself.transposed = self.w.t()',
      ),
      inputs,
    );
    expect(operatorsOf(graph)).toEqual(['Transpose', 'MatMul']);
    expect(graph.nodes[0].inputs).toEqual(['w']);
  });
});

describe('what only a run knows', () => {
  it('may decide where a number is written', async () => {
    const { graph } = await traced(model('x = x + 0\nx[x > 1] = 9\nreturn x'), inputs);
    expect(operatorsOf(graph)).toEqual(['Add', 'Greater', 'Where']);
  });
});

describe('what Skipline does not know of a tensor', () => {
  it.each([
    ['lstsq', 'unsupportedOperation', 'Skipline does not know the attribute lstsq of a tensor.'],
    [
      'frobnicate',
      'exception',
      "AttributeError while running Net.forward: 'Tensor' object has no attribute 'frobnicate'.",
    ],
    [
      'reshap',
      'exception',
      "AttributeError while running Net.forward: 'Tensor' object has no attribute 'reshap'; did you mean 'reshape'?",
    ],
  ])('is said in its own words, what PyTorch does not know in its: %s', async (name, code, message) => {
    const { diagnostics } = await trace(model(`return x.${name}(x)`), inputs);
    expect(diagnostics).toMatchObject([{ severity: 'error', code, message, span: { line: 8 } }]);
  });

  it('is not there for code that asks', async () => {
    const { complete } = await traced(model("assert not hasattr(x, 'frobnicate')\nreturn x + 1"), inputs);
    expect(complete).toBe(true);
  });

  it.each([
    ['return x.view(torch.int32)', 'Skipline cannot trace a view of torch.float32 as torch.int32'],
    ['return torch.complex(x, x) % 2', 'Skipline cannot trace'],
  ])('is refused: %s', async (forward, message) => {
    const { diagnostics } = await trace(model(forward), inputs);
    expect(diagnostics).toMatchObject([{ severity: 'error', code: 'unsupportedOperation' }]);
    expect(diagnostics[0].message).toContain(message);
  });

  it('is an opaque node where its shape is known', async () => {
    const { graph } = await traced(model('return x.mode(1).values + torch.erfinv(x).sum(1)'), inputs);
    expect(
      graph.nodes.filter(({ domain }) => domain === 'skipline').map(({ attributes }) => attributes.function),
    ).toEqual([
      { kind: 'string', value: 'torch.mode' },
      { kind: 'string', value: 'torch.erfinv' },
    ]);
  });
});

describe('the initialization', () => {
  it('takes what is written to a part of a tensor whose content is known', async () => {
    const { initialization } = await traced(
      model('return x + self.b', 'self.b = nn.Parameter(torch.zeros(4))\nself.b.data[1:3].fill_(1)'),
      inputs,
    );
    expect(initialization.at(-1)).toMatchObject({
      target: 'b',
      fill: { kind: 'values', values: Float64Array.of(0, 1, 1, 0) },
    });
  });

  it('warns where it cannot repeat how a parameter begins', async () => {
    const { initialization, diagnostics } = await traced(
      model('return x @ self.w', 'self.w = nn.Parameter(torch.randn(4, 4))\nself.w.data[0].zero_()'),
      inputs,
    );
    expect(initialization.map(({ target, fill }) => [target, fill.kind])).toEqual([['w', 'normal']]);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'initialization' }]);
    expect(diagnostics[0].message).toContain("'w'");
  });

  it('warns of a generator beside that of the run', async () => {
    const { initialization, diagnostics } = await traced(
      model(
        'return x + self.b',
        'g = torch.Generator().manual_seed(3)\nself.b = nn.Parameter(torch.randn(4, generator=g))',
      ),
      inputs,
    );
    expect(initialization).toMatchObject([{ target: 'b', fill: { kind: 'normal' } }]);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'ownGenerator', span: { line: 7 } }]);
  });

  it('holds infinities', async () => {
    const { initialization } = await traced(
      model(
        'return x + self.m',
        "self.register_buffer('m', torch.tensor([0., float('-inf'), 1., float('inf')]))",
      ),
      inputs,
    );
    expect(initialization).toMatchObject([{ fill: { values: Float64Array.of(0, -Infinity, 1, Infinity) } }]);
  });
});
