import { describe, expect, it } from 'vitest';
import { header, operatorsOf, outputShape, useTracer, type Order } from '../../../support/tracing';

const { trace, traced } = useTracer();
const inputs: Order = { inputs: [{ type: 'float32', shape: [3, 4] }] };

function model(forward: string): string {
  return `${header}
class Net(nn.Module):
    def forward(self, x):
        ${forward.split('\n').join('\n        ')}
`;
}

/** Line of the first statement of `forward`. */
const first = 5;

describe('a shape that depends on the data', () => {
  it.each([
    ['x[x > 0]', [12], 'a selection by a mask', 'keep all 12 elements that the mask can choose'],
    ['x[x[:, 0] > 0]', [3, 4], 'a selection by a mask', 'keep all 3 elements that the mask can choose'],
    ['x[:, x[0] > 0]', [3, 4], 'a selection by a mask', 'keep all 4 elements that the mask can choose'],
    ['x.masked_select(x > 0)', [12], 'a selection by a mask', 'keep all 12 elements'],
    ['x.nonzero()', [12, 2], 'nonzero', 'find that none of the 12 elements is zero'],
    ['torch.where(x > 0)[1]', [12], 'nonzero', 'find that none of the 12 elements is zero'],
    ['x.unique()', [12], 'unique', 'find 12 different ones'],
    ['x.unique(dim=1)', [3, 4], 'unique', 'find 4 different ones'],
    ['x.unique(return_inverse=True)[1]', [3, 4], 'unique', 'find 12 different ones'],
    ['torch.unique_consecutive(x, return_counts=True)[1]', [12], 'unique_consecutive', 'find 12 different'],
  ])(
    '%s is taken to be the largest, and said so at its line',
    async (expression, shape, what, assumption) => {
      const { trace: result, diagnostics } = await trace(model(`y = ${expression}\nreturn y * 2`), inputs);
      expect(result!.complete).toBe(true);
      expect(outputShape(result!.graph)).toEqual(shape);
      expect(operatorsOf(result!.graph)).toContain('Opaque');
      expect(diagnostics).toMatchObject([
        { severity: 'warning', code: 'dataDependent', span: { line: first } },
      ]);
      expect(diagnostics[0].message).toContain(
        `The shape that ${what} gives depends on the data: the graph takes it to ${assumption}`,
      );
      expect(diagnostics[0].message).toContain('This model can be shown but not run or trained.');
    },
  );

  it.each([
    ['x[x > 0, 0]', /too many indices/],
    ['x[x[:, 0] > 0, torch.tensor([1, 2])]', /^A mask and index tensors in one subscript/],
    ['x[x[:, 0] > 0, x[0] > 0]', /^Two masks in one subscript/],
  ])('%s is refused', async (expression, message) => {
    const { diagnostics } = await trace(model(`return ${expression}`), inputs);
    expect(diagnostics).toMatchObject([{ severity: 'error', span: { line: first } }]);
    expect(diagnostics[0].message).toMatch(message);
  });
});

describe('a selection by a mask that keeps its places', () => {
  it.each([
    ['x = x + 0\nx[x > 1] = 9\nreturn x', ['Add', 'Greater', 'Where']],
    ['m = x > 0\ny = x + 0\ny[m] = x[m]\nreturn y', ['Greater', 'Add', 'Where']],
    ['m = x > 0\ny = x + 0\ny[m] *= 2\nreturn y', ['Greater', 'Add', 'Mul', 'Where']],
    ['return x[x > 0].sum()', ['Greater', 'Where', 'ReduceSum']],
  ])('needs no assumption: %s', async (forward, operators) => {
    const { graph, diagnostics } = await traced(model(forward), inputs);
    expect(operatorsOf(graph)).toEqual(operators);
    expect(diagnostics).toEqual([]);
  });

  it('is laid out where a function needs it, and what is written to it then counts', async () => {
    const { trace: result, diagnostics } = await trace(
      model('m = x > 0\ny = x[m]\ny.sigmoid_()\nx = x + 0\nx[m] = y\nreturn x'),
      inputs,
    );
    expect(operatorsOf(result!.graph)).toEqual(
      expect.arrayContaining(['Opaque', 'Sigmoid', 'CumSum', 'Where']),
    );
    expect(diagnostics).toMatchObject([{ code: 'dataDependent', span: { line: first + 1 } }]);
  });
});
