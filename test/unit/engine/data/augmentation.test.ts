import { describe, expect, it } from 'vitest';
import { augmented, parseAugmentations } from '../../../../src/engine/data/augmentation';
import { exampleBatches } from '../../../../src/engine/data/exampleBatches';
import type { Examples } from '../../../../src/engine/data/examples';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { atHand } from './openBatches';
import { classifier, inOrder } from './shapesOf';

const side = 4;
const size = 2 * side * side;
const shapes = classifier(2, [2, side, side], 3);
const place = { shapes, seed: 5 };

/** Pictures whose pixels are numbered from 1. */
const numbered: Examples = {
  name: 'numbered',
  length: 40,
  writeInput: (_example, _input, into, offset) => {
    for (let index = 0; index < size; index++) {
      into[offset + index] = index + 1;
    }
  },
  writeTarget: () => undefined,
};

function look(examples: Examples, example = 0, epoch = 0): number[] {
  const into = new Float32Array(size + 2);
  examples.writeInput(example, 0, into, 1, epoch);
  expect([into[0], into.at(-1)]).toEqual([0, 0]);
  return [...into.subarray(1, -1)];
}

const original = look(numbered);
const rows = (picture: readonly number[]) =>
  Array.from({ length: 2 * side }, (_, row) => picture.slice(row * side, (row + 1) * side));

describe('augmentation', () => {
  it('mirrors about half of the pictures', () => {
    const examples = augmented(numbered, parseAugmentations('flip'), place);
    const mirrored = rows(original).flatMap((row) => row.reverse());
    const looks = Array.from({ length: 40 }, (_, example) => look(examples, example));
    const count = looks.filter((picture) => picture.join() === mirrored.join()).length;
    expect(looks.filter((picture) => picture.join() === original.join())).toHaveLength(40 - count);
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(30);
  });

  it('cuts a part out of the picture with black pixels around it', () => {
    const examples = augmented(numbered, parseAugmentations('pad-crop:2'), place);
    const seen = new Set<string>();
    for (let example = 0; example < 40; example++) {
      const picture = rows(look(examples, example));
      const candidates = [-2, -1, 0, 1, 2].flatMap((down) =>
        [-2, -1, 0, 1, 2].map((right) => ({
          name: `${down} ${right}`,
          pixels: [0, 1].flatMap((channel) =>
            Array.from({ length: side }, (_, row) =>
              Array.from({ length: side }, (_unused, column) => {
                const [y, x] = [row + down, column + right];
                const isInside = y >= 0 && y < side && x >= 0 && x < side;
                return isInside ? channel * side * side + y * side + x + 1 : 0;
              }),
            ),
          ),
        })),
      );
      const found = candidates.find(({ pixels }) => JSON.stringify(pixels) === JSON.stringify(picture));
      expect(found, JSON.stringify(picture)).toBeDefined();
      seen.add(found!.name);
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  it('normalises channel by channel', () => {
    const constants = { mean: [1, 17], std: [2, 4] };
    const own = look(augmented(numbered, parseAugmentations('normalise'), { ...place, constants }));
    expect(own.slice(0, 3)).toEqual([0, 0.5, 1]);
    expect(own.slice(16, 19)).toEqual([0, 0.25, 0.5]);
    const given = look(augmented(numbered, parseAugmentations('normalise:1/17:2/4'), place));
    expect(given).toEqual(own);
  });

  it('of an example depends on the seed, the epoch and the example alone', () => {
    const steps = parseAugmentations('pad-crop:2,flip');
    const looks = () =>
      [0, 1, 2].map((epoch) =>
        Array.from({ length: 8 }, (_, example) => look(augmented(numbered, steps, place), example, epoch)),
      );
    expect(looks()).toEqual(looks());
    expect(looks()[0]).not.toEqual(looks()[1]);
    const other = augmented(numbered, steps, { ...place, seed: 6 });
    expect(Array.from({ length: 8 }, (_, example) => look(other, example))).not.toEqual(looks()[0]);
    const source = () =>
      atHand(exampleBatches(augmented(numbered, steps, place), shapes, { seed: 1, shuffle: true }));
    const resumed = source();
    const [first] = [source()].map((run) => [0, 25, 45].map((index) => run.next(index)));
    expect(resumed.next(45)).toEqual(first[2]);
    expect(resumed.next(25)).toEqual(first[1]);
  });

  it('is refused where it is not understood or does not fit', async () => {
    for (const text of [
      'blur',
      'pad-crop',
      'pad-crop:0',
      'pad-crop:1.5',
      'flip:2',
      'normalise:1/2:0/1',
      'normalise:1:1/2',
    ]) {
      expect(() => parseAugmentations(text)).toThrow(
        `'${text}' is no augmentation; there are pad-crop:PIXELS`,
      );
    }
    expect(() => augmented(numbered, parseAugmentations('normalise'), place)).toThrow(
      'knows no constants to normalise numbered with',
    );
    expect(() => augmented(numbered, parseAugmentations('normalise:1/1/1:1/1/1'), place)).toThrow(
      'constants for 3 channels, but the pictures have 2',
    );
    const flat = { ...place, shapes: classifier(2, [32], 3) };
    expect(() => augmented(numbered, parseAugmentations('flip'), flat)).toThrow('takes them flattened');
    await expect(openDataset('random', shapes, { ...inOrder, augment: 'flip' })).rejects.toThrow(
      'leave --split and --augment out',
    );
  });
});
