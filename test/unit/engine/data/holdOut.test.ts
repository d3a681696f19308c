import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { BatchShapes } from '../../../../src/engine/data/batch';
import { heldOutBatches } from '../../../../src/engine/data/exampleBatches';
import type { Examples } from '../../../../src/engine/data/examples';
import { holdOut } from '../../../../src/engine/data/holdOut';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { golden } from './golden';
import { atHand } from './openBatches';

const files = fileURLToPath(new URL('../../../parity/golden/npz/', import.meta.url));
const shapes: BatchShapes = {
  inputs: [{ name: 'x', type: 'float32', shape: [2, 1] }],
  target: { type: 'int64', shape: [2], classes: 10 },
};

/** Examples that are their own numbers. */
function numbered(length: number, overlap?: number): Examples {
  return {
    name: 'numbers',
    length,
    ...(overlap !== undefined && { overlap }),
    writeInput: (example, _input, into, offset) => {
      into[offset] = example;
    },
    writeTarget: (example, into, offset) => {
      into[offset] = BigInt(example);
    },
  };
}

function numbersOf(examples: Examples): number[] {
  return Array.from({ length: examples.length }, (_, example) => {
    const into = new Float32Array(1);
    examples.writeInput(example, 0, into, 0, 0);
    return into[0];
  });
}

describe('holding out a share of the examples', () => {
  it("splits as PyTorch's random_split with a generator of the seed", () => {
    const { train, validation } = holdOut(numbered(10), 0.25, 3);
    expect([train, validation].map(numbersOf)).toEqual(golden.split);
  });

  it('takes windows that overlap from the end, and leaves out those that reach across', () => {
    const { train, validation } = holdOut(numbered(20, 4), 0.2, 3);
    expect(numbersOf(train)).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(numbersOf(validation)).toEqual([16, 17, 18, 19]);
  });

  it.each([0.01, 0.99])('needs examples on both sides, which a share of %s does not leave', (share) => {
    expect(() => holdOut(numbered(8, 1), share, 0)).toThrow('choose another share for --split.');
  });

  it('gives every held-out example once, in the same order, and says how many of the last batch count', () => {
    const source = atHand(heldOutBatches(numbered(5), shapes));
    const batches = [0, 1, 2, 3].map((index) => source.next(index));
    expect(batches.map(({ target }) => Array.from(target, Number))).toEqual([
      [0, 1],
      [2, 3],
      [4, 0],
      [0, 1],
    ]);
    expect(batches.map(({ count }) => count)).toEqual([2, 2, 1, 2]);
  });

  it('gives data to train on and data to validate with', async () => {
    const tiny: BatchShapes = {
      inputs: [{ name: 'images', type: 'float32', shape: [2, 1, 2, 2] }],
      target: { type: 'int64', shape: [2], classes: 3 },
    };
    const settings = { seed: 1, shuffle: true, split: 0.34 };
    const { train, validation } = await openDataset(`npz:${files}stored.npz`, tiny, settings);
    expect([train.examples, validation?.examples]).toEqual([4, 2]);
    await expect(openDataset('random', tiny, settings)).rejects.toThrow('none can be held out');
    expect((await openDataset('random', tiny, { seed: 1, shuffle: true })).validation).toBeUndefined();
  });
});
