import { describe, expect, it } from 'vitest';
import { problemOfInputs, splitInputs, writeInputs } from '../../../src/editor/inputText';

describe('input shapes as text', () => {
  it.each(['1x3x224x224', '1×3×32×32', 'int64:2x128', 'x=1x16 mask=bool:1x16', '1x3, 1x4', 'scalar', '7'])(
    'takes %s',
    (text) => expect(problemOfInputs(text)).toBeUndefined(),
  );

  it.each([
    ['', /batch first/],
    ['1x', /'1x' is no shape/],
    ['1 x 3', /'x' is no shape/],
    ['float:1x3', /no element type float/],
    ['1x0x3', /no elements/],
    ['-1x3', /is no shape/],
  ])('says what is wrong with "%s"', (text, problem) => {
    expect(problemOfInputs(text)).toMatch(problem);
  });

  it('parts them', () => {
    expect(splitInputs(' 1×3×4,  y=1*5 ')).toEqual(['1x3x4', 'y=1x5']);
  });

  it('writes what it reads, with names where there are several', () => {
    expect(writeInputs([{ name: 'x', type: 'float32', shape: [1, 3] }])).toBe('1x3');
    expect(
      writeInputs([
        { name: 'x', type: 'float32', shape: [1, 3] },
        { name: 'k', type: 'int64', shape: [] },
      ]),
    ).toBe('x=1x3 k=int64:scalar');
  });
});
