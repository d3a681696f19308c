import { describe, expect, it } from 'vitest';
import { sampleOf, sampleSize } from '../../../src/autodiff/sample';

describe('a sample of a value', () => {
  it('is all of a value that hardly has more elements', () => {
    expect(sampleOf(3 * sampleSize)).toEqual({ rows: 384, columns: 64, picked: undefined });
  });

  it('is not taken where no stretch divides the value', () => {
    expect(sampleOf(1_000_003)).toBeUndefined();
  });

  it.each([65_536, 524_288, 8 * 96 * 112 * 112, 8 * 576 * 14 * 14, 8 * 960 * 7 * 7])(
    'of %i elements has about 8,192, none twice, and stays within',
    (count) => {
      const { rows, columns, picked } = sampleOf(count)!;
      expect(rows * columns).toBe(count);
      expect(columns * picked!.length).toBeGreaterThan(0.9 * sampleSize);
      expect(columns * picked!.length).toBeLessThanOrEqual(sampleSize + columns);
      expect(new Set(picked).size).toBe(picked!.length);
      expect(picked!.every((row) => Number.isInteger(row) && row >= 0 && row < rows)).toBe(true);
    },
  );

  it('comes from all images and channels alike', () => {
    const [images, channels, plane] = [32, 16, 1024];
    const { columns, picked = [] } = sampleOf(images * channels * plane)!;
    const perImage = new Array<number>(images).fill(0);
    const perChannel = new Array<number>(channels).fill(0);
    for (const row of picked) {
      const map = Math.floor((row * columns) / plane);
      perImage[Math.floor(map / channels)] += 1;
      perChannel[map % channels] += 1;
    }
    const even = (counts: readonly number[]) => {
      const mean = picked.length / counts.length;
      expect(Math.min(...counts)).toBeGreaterThan(0.2 * mean);
      expect(Math.max(...counts)).toBeLessThan(1.8 * mean);
    };
    even(perImage);
    even(perChannel);
  });
});
