import { describe, expect, it } from 'vitest';
import { addBackward } from '../../../../src/autodiff/backward';
import { int } from '../../../../src/graph/attributes';
import type { Trace } from '../../../../src/graph/trace';
import { createBuilder } from '../../../../src/ops/registry';
import { header, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

function model(forward: string): string {
  return `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4, bias=False)
        self.second = nn.Linear(4, 4, bias=False)
    @torch.no_grad()
    def frozen(self, x):
        return self.first(x)
    def forward(self, x):
        ${forward.split('\n').join('\n        ')}
`;
}

/** Parameters that a gradient of the sum of the output reaches. */
function reached({ graph }: Trace): string[] {
  const builder = createBuilder(graph);
  const loss = builder.add('ReduceSum', [graph.outputs[0]], { keepdims: int(0) });
  const wanted = ['first.weight', 'second.weight'].filter((name) => graph.values.has(name));
  const { gradients } = addBackward(builder, builder.finish([loss]), { from: loss, wanted });
  return [...gradients.keys()].sort();
}

describe('a gradient', () => {
  it.each([
    ['return self.second(self.first(x))', ['first.weight', 'second.weight']],
    ['return self.second(self.first(x).detach())', ['second.weight']],
    ['return self.second(self.first(x).data)', ['second.weight']],
    ['with torch.no_grad():\n    y = self.first(x)\nreturn self.second(y)', ['second.weight']],
    ['return self.second(self.frozen(x))', ['second.weight']],
    [
      'torch.set_grad_enabled(False)\ny = self.first(x)\ntorch.set_grad_enabled(True)\nreturn self.second(y)',
      ['second.weight'],
    ],
    [
      'with torch.no_grad():\n    with torch.enable_grad():\n        y = self.first(x)\nreturn self.second(y)',
      ['first.weight', 'second.weight'],
    ],
    ['y = self.first(x)\nreturn y + (self.second(y) - y).detach()', ['first.weight']],
    [
      `q = torch.view_as_complex(self.first(x).reshape(1, 2, 2))
turned = q * torch.polar(torch.ones(2), torch.arange(2.0))
return self.second(torch.view_as_real(turned).flatten(1))`,
      ['first.weight', 'second.weight'],
    ],
    ['y = self.first(x)\ny[:, 0] = self.second(x)[:, 0]\nreturn y', ['first.weight', 'second.weight']],
  ])('stops where PyTorch stops it: %s', async (forward, expected) => {
    expect(reached(await traced(model(forward)))).toEqual(expected);
  });

  it('is said to be needed of what depends on parameters', async () => {
    const result = await traced(
      model(`y = self.first(x)
assert y.requires_grad and not x.requires_grad and not y.detach().requires_grad and not (y > 0).requires_grad
with torch.no_grad():
    assert not torch.is_grad_enabled() and not self.first(x).requires_grad
return y`),
    );
    expect(result.complete).toBe(true);
  });

  it('calls no hook of Python, which a warning says', async () => {
    const { diagnostics } = await trace(model('y = self.first(x)\ny.register_hook(print)\nreturn y'));
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'gradientHook', span: { line: 13 } }]);
  });
});

describe('random numbers in forward', () => {
  it.each([
    ['return x + torch.randn_like(x)', ['RandomNormal', 'Add']],
    ['return x * torch.rand(4)', ['RandomUniform', 'Mul']],
    ['return x * x.new_empty((1, 1)).bernoulli_(0.8).div_(0.8)', ['Bernoulli', 'Div', 'Mul']],
    ['return torch.bernoulli(x.sigmoid())', ['Sigmoid', 'RandomUniform', 'Less', 'Cast']],
    ['return x[:, torch.randperm(4)]', ['RandomPermutation', 'Gather']],
  ])('are nodes of the graph: %s', async (forward, operators) => {
    const { graph, diagnostics } = await traced(model(forward), { mode: 'training' });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(operators);
    expect(diagnostics.filter(({ severity }) => severity !== 'information')).toEqual([]);
  });
});
