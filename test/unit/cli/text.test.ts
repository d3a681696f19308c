import { describe, expect, it } from 'vitest';
import { formatMacs } from '../../../src/cli/text';

describe('multiply-accumulates in words', () => {
  it.each([
    [16, '16 MACs'],
    [6100, '6.1 kMACs'],
    [40_550_000, '40.5 MMACs'],
    [1_814_000_000, '1.814 GMACs'],
  ])('%d: %s', (macs, words) => {
    expect(formatMacs(macs)).toBe(words);
  });
});
