import { expect, test } from 'vitest';
import { heatScale, quantile } from '../../../webview/heatScale';

test('quantiles interpolate between neighbours', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(quantile([], 0.5)).toBeNaN();
});

test('the scale is logarithmic: the geometric mean lies in the middle', () => {
  const scale = heatScale([1e-4, 1e-3, 1e-2]);
  expect(scale(1e-3)).toBeCloseTo(0.5, 12);
  expect(scale(3e-3) - scale(1e-3)).toBeCloseTo(scale(1e-3) - scale(1e-3 / 3), 12);
});

test('one outlier does not flatten the rest', () => {
  const values = [...Array.from({ length: 40 }, (_, index) => 1e-3 * (1 + index / 10)), 1e6];
  const scale = heatScale(values);
  expect(scale(1e6)).toBe(1);
  expect(scale(values[39]) - scale(values[1])).toBeGreaterThan(0.8);
});

test('what is not positive and finite neither counts nor breaks the scale', () => {
  const scale = heatScale([0, NaN, Infinity, 1, 100]);
  expect(scale(0)).toBe(0);
  expect(scale(NaN)).toBe(1);
  expect(scale(Infinity)).toBe(1);
  expect(scale(10)).toBeCloseTo(0.5, 12);
});

test('equal values all lie in the middle', () => {
  expect(heatScale([2, 2, 2])(2)).toBe(0.5);
  expect(heatScale([])(2)).toBe(0.5);
});
