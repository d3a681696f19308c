import { describe, expect, it } from 'vitest';
import { header, markedSpans, operatorsOf, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

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

describe('a model that fails half-way', () => {
  const source = model(
    'self.inner = nn.Sequential(nn.ReLU(), nn.Linear(5, 3))\nself.last = nn.Linear(3, 2)',
    'return self.last(self.inner(x))\n#                ^^^^^^^^^^^^^ call',
  );

  it('keeps the graph up to there, marks the call, and has the modules that were never called', async () => {
    const { trace: partial } = await trace(source);
    expect(partial!.complete).toBe(false);
    expect(operatorsOf(partial!.graph)).toEqual(['Gemm', 'Relu']);
    expect(partial!.graph.calls[partial!.failedCall!].module).toBe('inner.1');
    expect([...partial!.graph.modules.keys()]).toEqual(['', 'first', 'inner', 'inner.0', 'inner.1', 'last']);
  });

  it('says what the layer expects, at the call, and where it is constructed', async () => {
    const { diagnostics } = await trace(source);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'shapeMismatch',
      message:
        'Linear inner.1 expects 5 input features, but its input has 4 (shape 1×4): construct it with in_features=4, or change what comes before it.',
      span: markedSpans(source).call,
      related: [{ message: 'Linear inner.1 is constructed here.' }],
    });
    const { line, column, endColumn } = diagnostics[0].related![0].span;
    expect(source.split('\n')[line - 1].slice(column - 1, endColumn - 1)).toBe('nn.Linear(5, 3)');
  });
});

describe('a failure inside of torch is said without the words of ONNX', () => {
  it.each([
    [
      'Conv2d',
      'self.conv = nn.Conv2d(3, 8, 3)\nself.next = nn.Conv2d(64, 8, 3)',
      'return self.next(self.conv(torch.zeros(1, 3, 8, 8) + x.sum()))',
      /^Conv2d next expects 64 input channels, but its input has 8 \(shape 1×8×6×6\)/,
    ],
    [
      'Conv2d without spatial axes',
      'self.conv = nn.Conv2d(4, 8, 3)',
      'return self.conv(x)',
      /^Conv2d conv expects an input of shape batch×channels×height×width, but its input has the shape 1×4\./,
    ],
    [
      'BatchNorm1d',
      'self.bn = nn.BatchNorm1d(6)',
      'return self.bn(x)',
      /^BatchNorm1d bn expects 6 channels, but its input has 4/,
    ],
    [
      'LayerNorm',
      'self.norm = nn.LayerNorm(6)',
      'return self.norm(x)',
      /^LayerNorm norm expects an input whose shape ends in 6, but its input has the shape 1×4\./,
    ],
    [
      'Linear after a picture',
      'self.fc = nn.Linear(48, 2)',
      'return self.fc(torch.zeros(1, 3, 4, 4) + x.sum())',
      /^Linear fc expects 48 input features, but its input has 4 \(shape 1×3×4×4\): flatten it from axis 1 on first\./,
    ],
    [
      'a list for a tensor',
      'self.fc = nn.Linear(4, 2)',
      'return self.fc([x])',
      /^Linear fc expects a tensor, but it is given a list\./,
    ],
    [
      'cat',
      '',
      'return torch.cat([x, torch.zeros(2, 3)], dim=1)',
      /^cat cannot join the shapes 1×4 and 2×3 along axis 1: axis 0 must agree, but it is 1 and 2\./,
    ],
    [
      'addition',
      '',
      'return x + torch.zeros(3)',
      /^Tensors of the shapes 1×4 and 3 cannot be added: 4 and 3 differ, and neither is 1\./,
    ],
    [
      'matrix product',
      '',
      'return x @ torch.zeros(3, 2)',
      /^Matrices of the shapes 1×4 and 3×2 cannot be multiplied: the left one has 4 columns, the right one 3 rows\./,
    ],
    [
      'view',
      '',
      'return x.view(-1, 3)',
      /^A tensor of shape 1×4 has 4 elements, but view to \?×3 needs a multiple of 3\./,
    ],
    ['linear', '', 'return F.linear(x, torch.zeros(2, 3))', /^linear has a weight for 3 input features/],
  ])('%s', async (_, constructor, forward, message) => {
    const { diagnostics } = await trace(model(constructor, forward));
    expect(diagnostics[0]).toMatchObject({ severity: 'error', code: 'shapeMismatch' });
    expect(diagnostics[0].message).toMatch(message);
    expect(diagnostics[0].message).not.toMatch(/Gemm|MatMul|Conv |Concat|Reshape|BatchNormalization/);
  });

  it('proposes the name that was meant', async () => {
    const { diagnostics } = await trace(model('self.second = nn.ReLU()', 'return self.secnd(x)'));
    expect(diagnostics[0].message).toBe(
      "AttributeError while running Net.forward: 'Net' object has no attribute 'secnd'; did you mean 'second'?",
    );
  });
});

describe('control flow that depends on data', () => {
  it('follows else, and names what is not drawn', async () => {
    const source = model(
      'self.big = nn.Linear(4, 9)\nself.small = nn.Linear(4, 2)',
      'if x.sum() > 0:\n    return self.big(x)\nelse:\n    x = self.small(x)\n    return x',
    );
    const result = await trace(source);
    expect(result.trace!.complete).toBe(true);
    expect(outputShape(result.trace!.graph)).toEqual([1, 2]);
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({
      severity: 'warning',
      code: 'dataDependent',
      message:
        'This condition depends on the data: the graph follows `else`, lines 14–15; line 12 (`return self.big(x)`) is not drawn.',
      span: { line: 11, column: 12, endColumn: 23 },
    });
  });

  it.each([
    ['a check that raises', 'if (x > 9).sum():\n    raise ValueError(x)\nreturn x * 2', 0, ['Mul']],
    ['not', 'if not x.sum():\n    return x\nreturn x * 2', 1, ['Mul']],
    ['else that only raises', 'if x.sum():\n    return x * 2\nelse:\n    raise ValueError()', 1, ['Mul']],
    ['a conditional expression', 'return x * 2 if x.sum() > 0 else x + 1', 1, ['Add']],
    ['an assertion', 'assert x.sum() > 0, f"{x.sum().item():.3f}"\nreturn x * 2', 0, ['Mul']],
    ['a while loop, once', 'while x.sum() > 0:\n    x = x * 2\nreturn x', 1, ['Mul']],
    ['a loop over a range, once', 'for i in range(int(x.sum())):\n    x = x * 2\nreturn x', 1, ['Mul']],
    [
      'printing',
      'print(x, f"{x.mean():.3f}", float(x.sum()), "%d" % int(x.max()))\nreturn x * 2',
      0,
      ['Mul'],
    ],
    ['item() in arithmetic', 'return x * (x.max().item() + 1)', 0, ['Add', 'Mul']],
    ['tolist()', 'first, *others = x.tolist()[0]\nreturn x * first', 0, ['Mul']],
    [
      'a logger',
      'import logging\nlogging.getLogger("a").info("loss %.3f", x.mean().item())\nreturn x * 2',
      0,
      ['Mul'],
    ],
  ])('%s', async (_, forward, warnings, operators) => {
    const { trace: whole, diagnostics } = await trace(model('', forward));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(Array(warnings).fill('dataDependent'));
    expect(whole!.complete).toBe(true);
    expect(operatorsOf(whole!.graph).filter((operator) => ['Mul', 'Add'].includes(operator))).toEqual(
      operators,
    );
  });

  it('refuses a size that depends on the data, on the line that needs it', async () => {
    const source = model('', 'count = x.sum().item()\nsize = count + 1\nreturn x.new_zeros(int(size))');
    const { diagnostics } = await trace(source);
    const error = diagnostics.find(({ severity }) => severity === 'error');
    expect(error).toMatchObject({ code: 'dataDependent', span: { line: 12 } });
    expect(error!.message).toMatch(/^Python needs the value of a number here \(int\(\)\)/);
  });
});

describe('a function that cannot be traced', () => {
  const forward = (comment: string) => `y = torch.lobpcg(x)${comment}\nreturn self.first(y)`;

  it('ends the trace with the sentence that says how to give its shape', async () => {
    const result = await trace(model('', forward('')));
    expect(result.trace!.complete).toBe(false);
    expect(result.diagnostics[0]).toMatchObject({
      code: 'unsupportedOperation',
      message:
        'Skipline cannot trace torch.lobpcg yet: say the shape of its output in a comment at the end of this line, `# skipline: output=1x64x32x32`.',
    });
  });

  it('is an opaque node where a comment gives the shape', async () => {
    const { graph } = await traced(model('', forward('  # skipline: output=7x4')));
    expect(operatorsOf(graph)).toEqual(['Gemm', 'Opaque', 'Gemm']);
    expect(outputShape(graph)).toEqual([7, 4]);
    const opaque = graph.nodes.find(({ operator }) => operator === 'Opaque')!;
    expect(opaque.attributes['function']).toMatchObject({ value: 'torch.lobpcg' });
    expect(opaque.origin.spans[0]).toMatchObject({ line: 10, column: 13, endColumn: 28 });
  });

  it('is an opaque node where .skipline.json gives the shape', async () => {
    const overlays = { '/workspace/.skipline.json': '{"outputs": {"model.py:lobpcg": "5x4"}}' };
    const { graph } = await traced(model('', forward('')), { overlays });
    expect(outputShape(graph)).toEqual([5, 4]);
  });

  it('can have several outputs, of any type', async () => {
    const source = model(
      '',
      'a, b = torch.fft.mystery(x)  # skipline: output=3x4 output=int64:3\nreturn a[b]',
    );
    expect(outputShape((await traced(source)).graph)).toEqual([3, 4]);
  });
});
