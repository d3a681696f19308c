import { describe, expect, it } from 'vitest';
import { formatCount, formatNumber, formatRange, sparkline } from '../../../src/editor/format';

describe('format', () => {
  it.each([
    [0, '0'],
    [0.9234, '0.92'],
    [-0.5, '−0.50'],
    [0.0423, '0.042'],
    [1.4712, '1.47'],
    [9999.9, '1.0e4'],
    [14.26, '14.3'],
    [432.1, '432'],
    [0.0013, '1.3e-3'],
    [12345, '1.2e4'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('writes %f as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('writes counts with separators', () => expect(formatCount(269722)).toBe('269,722'));

  it('writes a range, and names what is not finite', () => {
    expect(formatRange([0.94, 0.81])).toBe('0.81–0.94');
    expect(formatRange([0.811, 0.812])).toBe('0.81');
    expect(formatRange([0.8, NaN])).toBe('NaN');
  });

  it('draws a sparkline that is never longer than asked for', () => {
    expect(sparkline([0, 1, 2, 7])).toBe('▁▂▃█');
    expect(sparkline([1, 1])).toBe('▁▁');
    expect(sparkline([1])).toBe('');
    expect(sparkline([1, NaN])).toBe('');
    expect(sparkline(Array.from({ length: 50 }, (_, index) => index))).toHaveLength(9);
  });
});
