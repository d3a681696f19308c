import { expect, test } from 'vitest';
import { formatExampleShape, formatShape } from '../../../src/graph/shape';

test('a shape is written with crosses', () => {
  expect(formatShape([1, 3, 32, 32])).toBe('1×3×32×32');
  expect(formatShape([])).toBe('scalar');
});

test('the shape of one example leaves the batch extent out', () => {
  expect(formatExampleShape([1, 64, 56, 56])).toBe('64×56×56');
  expect(formatExampleShape([32, 10])).toBe('10');
  expect(formatExampleShape([5])).toBe('5');
  expect(formatExampleShape([])).toBe('scalar');
});
