import { describe, expect, it } from 'vitest';
import { magicCommentOf, writeMagicComment } from '../../../src/editor/magicComment';

const text = `import torch
# skipline: Other
    #skipline:  ResNet(depth=20, kind=("a", "b"))  input=1x3x32x32 input=int64:1x5
class ResNet: ...
`;

describe('the comment that chooses what is traced', () => {
  it('gives arguments and inputs', () => {
    const comment = magicCommentOf(text, 'ResNet');
    expect(comment).toMatchObject({
      arguments: 'depth=20, kind=("a", "b")',
      inputs: ['1x3x32x32', 'int64:1x5'],
    });
    expect(text.slice(comment!.from, comment!.to)).toBe(
      'ResNet(depth=20, kind=("a", "b"))  input=1x3x32x32 input=int64:1x5',
    );
  });

  it.each([
    ['Net(3, input=5)', '3, input=5', undefined],
    ['Net(3, input=5) input=1x3', '3, input=5', ['1x3']],
    ['Net(kind=") input=2", input=(1, 2)) input=x=1x3', 'kind=") input=2", input=(1, 2)', ['x=1x3']],
    ["Net(f(')'), input=[1]) input=1x2 input=1x3", "f(')'), input=[1]", ['1x2', '1x3']],
    ['Net() input=1x3', '', ['1x3']],
    ['Net input=1x3', undefined, ['1x3']],
  ])('may give an argument that is named input: %s', (written, given, inputs) => {
    expect(magicCommentOf(`# skipline: ${written}`, 'Net')).toEqual({
      name: 'Net',
      ...(given !== undefined && { arguments: given }),
      ...(inputs && { inputs }),
      from: 12,
      to: 12 + written.length,
    });
  });

  it('may name a model alone', () => {
    const comment = magicCommentOf(text, 'Other');
    expect(comment).not.toHaveProperty('arguments');
    expect(comment).not.toHaveProperty('inputs');
  });

  it('speaks of no other model', () => {
    expect(magicCommentOf(text, 'ResNe')).toBeUndefined();
    expect(magicCommentOf(text, 'torch')).toBeUndefined();
  });

  it('is written as it is read', () => {
    expect(writeMagicComment('Net', { arguments: 'a=1', inputs: ['1x2', '1x3'] })).toBe(
      'Net(a=1) input=1x2 input=1x3',
    );
    expect(writeMagicComment('Net', {})).toBe('Net()');
  });
});
