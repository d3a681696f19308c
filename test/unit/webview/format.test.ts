import { describe, expect, test } from 'vitest';
import {
  fileName,
  formatCompact,
  formatCount,
  formatDigits,
  formatLoss,
  formatNumber,
  formatShare,
} from '../../../webview/format';

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [0.9234, '0.92'],
    [0.0123, '0.012'],
    [0.0013, '1.3e-3'],
    [12.345, '12.3'],
    [999.4, '999'],
    [1234.5, '1235'],
    [9999.4, '9999'],
    [123456, '1.2e5'],
    [-0.5, '−0.5'],
    [-2e-7, '−2.0e-7'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%f is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

test('a loss shows four decimals while that says something', () => {
  expect(formatLoss(2.302585)).toBe('2.3026');
  expect(formatLoss(0.00001)).toBe('1.0e-5');
  expect(formatLoss(NaN)).toBe('NaN');
});

test('counts are grouped in full and abbreviated by powers of a thousand', () => {
  expect(formatCount(269722)).toBe('269,722');
  expect(formatCount(11689512)).toBe('11,689,512');
  expect(formatCount(10)).toBe('10');
  expect(formatCompact(1_814_073_344)).toBe('1.81 G');
  expect(formatCompact(269722)).toBe('270 k');
  expect(formatCompact(12)).toBe('12');
  expect(formatCompact(999_600)).toBe('1 M');
  expect(formatCompact(999_400)).toBe('999 k');
});

test('numbers of paths are rounded, not cut', () => {
  expect(formatDigits('512')).toBe('512');
  expect(formatDigits(String(2n ** 54n))).toBe('1.80 × 10¹⁶');
  expect(formatDigits(String(2n ** 56n))).toBe('7.21 × 10¹⁶');
  expect(formatDigits('99999999999999999999')).toBe('1.00 × 10²⁰');
});

test('shares are whole percents and file names end paths of both kinds', () => {
  expect(formatShare(0.626)).toBe('63 %');
  expect(fileName('/a/b/model.py')).toBe('model.py');
  expect(fileName('C:\\nets\\model.py')).toBe('model.py');
  expect(fileName('model.py')).toBe('model.py');
});
