import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { batchShapes, type BatchShapes } from '../../../../src/engine/data/batch';

import { Generator } from '../../../../src/engine/random/generator';
import { fillIntegers } from '../../../../src/engine/random/integers';
import { fillNormal } from '../../../../src/engine/random/normal';
import { createBuilder } from '../../../../src/ops/registry';
import { exampleBatches } from '../../../../src/engine/data/exampleBatches';
import type { Examples } from '../../../../src/engine/data/examples';
import { golden } from './golden';
import { atHand, openBatches } from './openBatches';
import { classifier, inOrder } from './shapesOf';

const files = fileURLToPath(new URL('../../../parity/golden/npz/', import.meta.url));
const tiny = classifier(2, [1, 2, 2], 3);

describe('random data', () => {
  it('begins with what PyTorch draws from a generator of the next seed', async () => {
    const source = await openBatches('random', classifier(4, [3, 5], 10), { seed: 6, shuffle: true });
    const generator = new Generator(7);
    for (let index = 0; index < 3; index++) {
      const x = new Float32Array(60);
      fillNormal(generator, x);
      const y = new Array<number>(4);
      fillIntegers(generator, y, 0, 10);
      const { inputs, target } = source.next(index);
      expect(inputs.get('x')).toEqual(x);
      expect(Array.from(target, Number)).toEqual(y);
    }
  });

  it('gives the batch of any step again', async () => {
    const shapes: BatchShapes = {
      inputs: [
        { name: 'tokens', type: 'int64', shape: [2, 3], high: 50 },
        { name: 'scale', type: 'float32', shape: [2, 7] },
      ],
      target: { type: 'float32', shape: [2, 1] },
    };
    const source = await openBatches('random', shapes, inOrder);
    const batches = [0, 1, 2, 3, 4].map((index) => source.next(index));
    const resumed = await openBatches('random', shapes, inOrder);
    expect(resumed.next(3)).toEqual(batches[3]);
    expect(resumed.next(1)).toEqual(batches[1]);
    expect(batches[0]).not.toEqual(batches[1]);
    const tokens = Array.from(batches[0].inputs.get('tokens')!, Number);
    expect(Math.max(...tokens)).toBeGreaterThan(2);
    expect(tokens.every((token) => token >= 0 && token < 50)).toBe(true);
  });

  it('draws whole numbers below the rows of the embedding that consumes them', () => {
    const builder = createBuilder();
    const tokens = builder.addInput('tokens', { type: 'int64', shape: [2, 5] });
    const mask = builder.addInput('mask', { type: 'int64', shape: [2, 5] });
    const table = builder.addParameter('embedding.weight', { type: 'float32', shape: [30, 4] }, true);
    const flat = builder.add('Reshape', [tokens, builder.int64s([10])]);
    const graph = builder.finish([builder.add('Gather', [table, flat])]);
    const { inputs, target } = batchShapes(graph, { name: 'crossEntropy' });
    expect(inputs.map(({ name, high }) => [name, high])).toEqual([
      [tokens, 30],
      [mask, undefined],
    ]);
    expect(target).toMatchObject({ type: 'int64', shape: [10], classes: 4 });
  });
});

describe('drawn shapes', () => {
  it('are balanced, and the same for the same seed', async () => {
    const shapes = classifier(40, [3, 16, 16], 10);
    const source = await openBatches('shapes', shapes, inOrder);
    const batch = source.next(0);
    expect(batch).toEqual((await openBatches('shapes', shapes, inOrder)).next(0));
    expect(batch).not.toEqual((await openBatches('shapes', shapes, { ...inOrder, seed: 1 })).next(0));
    const counts = new Map<number, number>();
    batch.target.forEach((label: number | bigint) => {
      counts.set(Number(label), (counts.get(Number(label)) ?? 0) + 1);
    });
    expect([...counts.values()]).toEqual(new Array(10).fill(4));
    const pixels = batch.inputs.get('x') as Float32Array;
    const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
    const spread = Math.sqrt(pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length);
    expect(Math.abs(mean)).toBeLessThan(0.5);
    expect(spread).toBeGreaterThan(0.5);
    expect(spread).toBeLessThan(1.5);
  });

  it('can be told apart by the mean picture of each class', async () => {
    const classes = 30;
    const shapes = classifier(600, [1, 24, 24], classes);
    const source = await openBatches('shapes', shapes, inOrder);
    const size = 24 * 24;
    const means = Array.from({ length: classes }, () => new Float64Array(size));
    const training = source.next(0).inputs.get('x') as Float32Array;
    training.forEach((pixel, index) => {
      means[Math.floor(index / size) % classes][index % size] += pixel / 20;
    });
    const test = source.next(1).inputs.get('x') as Float32Array;
    let right = 0;
    for (let example = 0; example < 600; example++) {
      const distances = means.map((mean) =>
        mean.reduce((sum, pixel, place) => sum + (pixel - test[example * size + place]) ** 2, 0),
      );
      right += distances.indexOf(Math.min(...distances)) === example % classes ? 1 : 0;
    }
    // Chance is 1 in 30; even so crude a classifier sees much more than that.
    expect(right / 600).toBeGreaterThan(0.35);
  });

  it.each([[[28, 28]], [[784]], [[1, 28, 28]]])('are drawn for inputs of N×%s', async (extents) => {
    const source = await openBatches('shapes', classifier(4, extents, 5), inOrder);
    expect(source.next(0).inputs.get('x')!.length).toBe(4 * 784);
  });

  it('need pictures and classes', async () => {
    await expect(openBatches('shapes', classifier(4, [10], 5), inOrder)).rejects.toThrow(
      "The data 'shapes' are pictures N×C×H×W, but the model takes float32 4×10",
    );
    const regression: BatchShapes = { ...tiny, target: { type: 'float32', shape: [2, 3] } };
    await expect(openBatches('shapes', regression, inOrder)).rejects.toThrow(
      'the loss takes a target of shape 2×3',
    );
  });
});

describe('the order of examples', () => {
  const labelsOf = (target: ArrayLike<number | bigint>): number[] => Array.from(target, Number);

  it('is that of the data where nothing is shuffled, without the rest that fills no batch', async () => {
    const source = await openBatches(`npz:${files}stored.npz`, classifier(4, [1, 2, 2], 3), inOrder);
    expect(source.examples).toBe(6);
    expect(labelsOf(source.next(0).target)).toEqual([0, 1, 2, 0]);
    expect(source.next(1)).toEqual(source.next(0));
  });

  it("is that of PyTorch's loader with a generator of its own", () => {
    const numbered: Examples = {
      name: 'numbers',
      length: 10,
      writeInput: () => undefined,
      writeTarget: (example, into, offset) => {
        into[offset] = BigInt(example);
      },
    };
    const source = atHand(exampleBatches(numbered, classifier(4, [1], 10), { seed: 5, shuffle: true }));
    golden.orders.forEach((batch, index) => expect(labelsOf(source.next(index).target)).toEqual(batch));
    // And again, from an earlier epoch.
    expect(labelsOf(source.next(3).target)).toEqual(golden.orders[3]);
  });

  it('needs examples for one batch at least', async () => {
    await expect(openBatches(`npz:${files}stored.npz`, classifier(7, [1, 2, 2], 3), inOrder)).rejects.toThrow(
      'has 6 examples, too few for a batch of 7; choose a smaller batch.',
    );
  });
});

it('names the data that there are where it does not know one', async () => {
  await expect(openBatches('spiral', tiny, inOrder)).rejects.toThrow(
    "Skipline knows no data named 'spiral'; choose random, spirals, shapes, npz:FILE, idx:DIR, cifar10:DIR, images:DIR, csv:FILE#target or chars:FILE.",
  );
});
