import { describe, expect, it } from 'vitest';
import { type Sample, sampleOf } from '../../../src/autodiff/sample';

const sampleCount = ({ columns, picked }: Sample) => columns * picked.length;

describe('a sample of a value', () => {
  it('is not taken of a value that hardly has more elements', () => {
    expect(sampleOf(65536)).toBeUndefined();
    expect(sampleOf(131071)).toBeUndefined();
  });

  it('is not taken where no stretch divides the value', () => {
    expect(sampleOf(1_000_003)).toBeUndefined();
  });

  it.each([131072, 524288, 8 * 96 * 112 * 112, 8 * 576 * 14 * 14, 8 * 960 * 7 * 7])(
    'of %i elements has about 65,536, none twice, and stays within',
    (count) => {
      const sample = sampleOf(count)!;
      expect(sample.rows * sample.columns).toBe(count);
      expect(sampleCount(sample)).toBeGreaterThan(0.9 * 65536);
      expect(sampleCount(sample)).toBeLessThanOrEqual(65536 + sample.columns);
      expect(new Set(sample.picked).size).toBe(sample.picked.length);
      expect(sample.picked.every((row) => Number.isInteger(row) && row >= 0 && row < sample.rows)).toBe(true);
    },
  );

  it('comes from all images and channels alike', () => {
    const [images, channels, plane] = [32, 16, 1024];
    const { columns, picked } = sampleOf(images * channels * plane)!;
    const perImage = new Array<number>(images).fill(0);
    const perChannel = new Array<number>(channels).fill(0);
    for (const row of picked) {
      const map = Math.floor((row * columns) / plane);
      perImage[Math.floor(map / channels)] += 1;
      perChannel[map % channels] += 1;
    }
    const even = (counts: readonly number[]) => {
      const mean = picked.length / counts.length;
      expect(Math.min(...counts)).toBeGreaterThan(0.5 * mean);
      expect(Math.max(...counts)).toBeLessThan(1.5 * mean);
    };
    even(perImage);
    even(perChannel);
  });
});
