import { describe, expect, it } from 'vitest';
import { LineMap } from '../../../src/editor/lineMap';

/** Where the five lines of a text are after one edit; `-` is gone. */
function places(edit: Parameters<LineMap['apply']>[0]): string {
  const map = new LineMap(5);
  map.apply(edit);
  return [1, 2, 3, 4, 5].map((line) => map.toCurrent(line) ?? '-').join(' ');
}

describe('LineMap', () => {
  it.each([
    ['typing inside a line', { start: 2, end: 2, lines: 1, keepsFirst: true }, '1 2 3 4 5'],
    ['typing at the start of a line', { start: 2, end: 2, lines: 1, keepsFirst: false }, '1 2 3 4 5'],
    ['Enter at the end of line 3', { start: 2, end: 2, lines: 2, keepsFirst: true }, '1 2 3 5 6'],
    ['Enter at the start of line 3', { start: 2, end: 2, lines: 2, keepsFirst: false }, '1 2 4 5 6'],
    ['deleting line 3 whole', { start: 2, end: 3, lines: 1, keepsFirst: false }, '1 2 - 3 4'],
    [
      'deleting from inside line 2 into line 4',
      { start: 1, end: 3, lines: 1, keepsFirst: true },
      '1 2 - - 3',
    ],
    [
      'pasting three lines over lines 2 and 3',
      { start: 1, end: 3, lines: 4, keepsFirst: false },
      '1 - - 5 6',
    ],
    ['emptying the text', { start: 0, end: 4, lines: 1, keepsFirst: true }, '1 - - - -'],
  ])('follows %s', (_, edit, expected) => expect(places(edit)).toBe(expected));

  it('finds the old line of a new one, and none for an inserted one', () => {
    const map = new LineMap(5);
    map.apply({ start: 2, end: 2, lines: 2, keepsFirst: true });
    expect([1, 2, 3, 4, 5, 6].map((line) => map.toOriginal(line))).toEqual([1, 2, 3, undefined, 4, 5]);
  });

  it('knows no line outside the text', () => {
    const map = new LineMap(2);
    expect(map.toCurrent(9)).toBeUndefined();
    expect(map.toOriginal(0)).toBeUndefined();
  });
});
