import { describe, expect, it } from 'vitest';
import { problemOfArguments, signatureOf } from '../../../../src/frontends/torch/modelSignature';

const text = `
class Base(nn.Module):
    def __init__(self, depth, *, width: int = 64, act=nn.ReLU(inplace=True)):
        super().__init__()
class Child(Base):
    def forward(self, x): return x
@register
def make(n, **kwargs) -> Base: ...
class Foreign(Elsewhere): ...
`;

describe('signatures', () => {
  it('of a constructor, inherited within the file', () => {
    expect(signatureOf(text, 'Child')).toEqual({
      parameters: [
        { name: 'depth' },
        { name: 'width', default: '64' },
        { name: 'act', default: 'nn.ReLU(inplace=True)' },
      ],
      isOpen: false,
    });
  });

  it('of a constructor whose parameters have comments', () => {
    const lines = [
      'class A(M):',
      '    def __init__(self,  # itself',
      '        n: int,  # how many, k=2',
      '        k=  # why',
      '        3): ...',
    ];
    expect(signatureOf(lines.join('\n'), 'A').parameters).toEqual([
      { name: 'n' },
      { name: 'k', default: '3' },
    ]);
  });

  it('of a function with more keywords, and of what is not known', () => {
    expect(signatureOf(text, 'make')).toEqual({ parameters: [{ name: 'n' }], isOpen: true });
    expect(signatureOf(text, 'Foreign').isOpen).toBe(true);
  });
});

describe('arguments as text', () => {
  const signature = signatureOf(text, 'Child');

  it.each(['depth=20', '20', '20, width=[1, 2]', 'depth=f(1, b=2), act=lambda x: x'])('takes %s', (given) =>
    expect(problemOfArguments(given, signature)).toBeUndefined(),
  );

  it.each([
    ['', 'Still needed: depth.'],
    ['width=3', 'Still needed: depth.'],
    ['depth=', 'Write arguments as in Python: depth=20, option="A".'],
    ['depth=20)', 'Write arguments as in Python: depth=20, option="A".'],
    ['depth=20, wide=3', 'There is no parameter wide; there are: depth, width, act.'],
    ['depth=20, depth=3', 'depth is given twice.'],
    ['depth=20, 3', 'Arguments without a name come first.'],
    ['1, 2, 3, 4', 'At most 3 arguments can be given.'],
  ])('says what is wrong with "%s"', (given, problem) => {
    expect(problemOfArguments(given, signature)).toBe(problem);
  });

  it('takes any keyword where the function does', () => {
    expect(problemOfArguments('n=1, other=2', signatureOf(text, 'make'))).toBeUndefined();
  });
});
