import { describe, expect, it } from 'vitest';
import { readChoices, withChoice } from '../../../src/editor/choiceFile';

const key = 'nets/res.py:ResNet';

describe('the file of choices', () => {
  it('is made anew', () => {
    const text = withChoice('', key, { arguments: 'depth=20', inputs: ['1x3x32x32'] }, '  ');
    expect(text).toBe(
      `{
  "models": {
    "nets/res.py:ResNet": {
      "arguments": "depth=20",
      "inputs": [
        "1x3x32x32"
      ]
    }
  }
}
`,
    );
  });

  it('keeps what else it holds, in its order and with its indentation', () => {
    const before = `{\n\t"version": 1,\n\t"models": {\n\t\t"a.py:A": {"arguments": "x=1"},\n\t\t"${key}": {"inputs": ["1x3"]}\n\t},\n\t"more": [true]\n}`;
    const after = withChoice(before, key, { arguments: 'depth=20' }, '  ');
    expect(JSON.parse(after!)).toEqual({
      version: 1,
      models: { 'a.py:A': { arguments: 'x=1' }, [key]: { inputs: ['1x3'], arguments: 'depth=20' } },
      more: [true],
    });
    expect(Object.keys(JSON.parse(after!) as object)).toEqual(['version', 'models', 'more']);
    expect(after).toMatch(/^\{\n\t"version": 1,\n\t"models"/);
  });

  it('is read back', () => {
    const text = withChoice('{}', key, { inputs: ['int64:1x128'] }, '  ')!;
    expect([...readChoices(text)]).toEqual([[key, { inputs: ['int64:1x128'] }]]);
  });

  it('may be written in other ways, and an entry that is wrong hides no other', () => {
    const text = JSON.stringify({
      outputs: { 'a.py:warp': '1x3' },
      models: {
        'a.py:A': { arguments: { depth: 20, option: 'A', flags: [true, null, { k: 1.5 }] }, inputs: '1x3' },
        'b.py': { name: 'B', arguments: 'x=1' },
        'c.py:C': 7,
      },
    });
    expect([...readChoices(text)]).toEqual([
      ['a.py:A', { arguments: 'depth=20, option="A", flags=[True, None, {"k": 1.5}]', inputs: ['1x3'] }],
      ['b.py:B', { arguments: 'x=1' }],
    ]);
    const after = JSON.parse(withChoice(text, 'a.py:A', { inputs: ['2x3'] }, '  ')!) as object;
    expect(after).toMatchObject({ outputs: { 'a.py:warp': '1x3' }, models: { 'c.py:C': 7 } });
  });

  it.each(['{', '[]', '"a"', '{"models": []}'])(
    'is left alone where it is not what it should be: %s',
    (text) => {
      expect(withChoice(text, key, { arguments: '' }, '  ')).toBeUndefined();
      expect([...readChoices(text)]).toEqual([]);
    },
  );
});
