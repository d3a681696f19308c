import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { golden, goldenFolder } from './golden';
import { openBatches } from './openBatches';
import { classifier, inOrder } from './shapesOf';
import { temporaryFolder } from './temporaryFolder';

const folder = path.join(goldenFolder, 'images');
const temporary = temporaryFolder();

describe('a folder of pictures per class', () => {
  it.each([
    ['small', 8],
    ['large', 13],
  ] as const)("gives the pictures that torchvision's ImageFolder gives (%s)", async (name, side) => {
    const { files, labels, pixels } = golden.images[name];
    const source = await openBatches(`images:${folder}`, classifier(1, [3, side, side], 2), inOrder);
    expect(source.examples).toBe(files.length);
    files.forEach((file, index) => {
      const { inputs, target } = source.next(index);
      expect(Number(target[0]), file).toBe(labels[index]);
      const differences = Array.from(inputs.get('x')!, Number).map((value, place) =>
        Math.abs(value * 255 - pixels[index][place]),
      );
      const worst = Math.max(...differences);
      const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
      if (/\.png$/i.test(file)) {
        expect(worst, file).toBeLessThan(0.51);
      } else {
        // Decoders of JPEG round differently, and interpolate subsampled colours differently.
        expect(mean, file).toBeLessThan(/subsampled/.test(file) ? 2.5 : 1);
        expect(worst, file).toBeLessThan(/subsampled/.test(file) ? 12 : 4);
      }
    });
  });

  it('gives grey pictures to a model of one channel', async () => {
    const source = await openBatches(`images:${folder}`, classifier(1, [1, 8, 8], 2), inOrder);
    const grey = source.next(golden.images.small.files.indexOf('cat/grey.png')).inputs.get('x')!;
    const expected = golden.images.small.pixels[golden.images.small.files.indexOf('cat/grey.png')];
    expect(Array.from(grey, Number).map((value) => Math.round(value * 255))).toEqual(expected.slice(0, 64));
  });

  it('takes the folders train and val for what they are', async () => {
    for (const [part, file] of [
      ['train', 'colour.png'],
      ['val', 'grey.png'],
    ]) {
      const home = path.join(temporary.path, 'parted', part, 'cat');
      mkdirSync(home, { recursive: true });
      copyFileSync(path.join(folder, 'cat', file), path.join(home, file));
    }
    const shapes = classifier(1, [3, 8, 8], 2);
    const { train, validation } = await openDataset(
      `images:${path.join(temporary.path, 'parted')}`,
      shapes,
      inOrder,
    );
    expect([train.examples, validation?.examples]).toEqual([1, 1]);
    expect(await train.next(0)).not.toEqual(await validation!.next(0));
  });

  it('names the picture that cannot be read', async () => {
    temporary.write('broken/cat/a.png', 'no picture');
    temporary.write('cut/cat/b.jpg', Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 16));
    const shapes = classifier(1, [3, 8, 8], 2);
    for (const [name, file] of [
      ['broken', 'a.png'],
      ['cut', 'b.jpg'],
    ]) {
      const source = await openBatches(`images:${path.join(temporary.path, name)}`, shapes, inOrder);
      expect(() => source.next(0)).toThrow(
        new RegExp(`^The picture '.*${file}' cannot be read: .*; replace or remove it\\.$`),
      );
    }
  });

  it('says what is wrong with the folder', async () => {
    const shapes = classifier(1, [3, 8, 8], 1);
    temporary.write('empty/cat/notes.txt', '');
    mkdirSync(path.join(temporary.path, 'none'));
    const cases: [string, string][] = [
      [`images:${folder}`, "holds 2 classes, but the model knows 1; 'dog' would be class 1."],
      [`images:${path.join(temporary.path, 'absent')}`, 'There is no folder '],
      [`images:${path.join(temporary.path, 'none')}`, 'holds no folders; put the pictures of each class'],
      [`images:${path.join(temporary.path, 'empty')}`, 'holds no picture whose name ends in .png'],
    ];
    for (const [spec, message] of cases) {
      await expect(openDataset(spec, shapes, inOrder)).rejects.toThrow(message);
    }
    await expect(openDataset(`images:${folder}`, classifier(1, [10], 2), inOrder)).rejects.toThrow(
      "The data 'images' are pictures N×3×H×W or N×1×H×W, but the model takes float32 1×10",
    );
  });
});
