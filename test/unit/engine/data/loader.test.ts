import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Dataset } from '../../../../src/engine/data/batch';
import { openDataInThread } from '../../../../src/engine/data/loader/loaderThread';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { bundleEngine } from '../../../support/engineBundle';
import { goldenFolder } from './golden';
import { classifier, inOrder } from './shapesOf';
import { temporaryFolder } from './temporaryFolder';

let program: string;
beforeAll(async () => {
  program = await bundleEngine();
});
afterAll(() => rmSync(program));

const spec = `images:${path.join(goldenFolder, 'images')}`;
const shapes = classifier(2, [3, 8, 8], 2);
const settings = { seed: 3, shuffle: true, augment: 'pad-crop:2,flip,normalise', split: 0.34 };
const temporary = temporaryFolder();

async function batches({ train }: Dataset, indices: readonly number[]): Promise<Batch[]> {
  const found = [];
  for (const index of indices) {
    found.push(await train.next(index));
  }
  return found;
}

describe('the thread that prepares batches', () => {
  it('gives the batches that are prepared without it, in any order', async () => {
    const threaded = await openDataInThread(program, spec, shapes, settings);
    const plain = await openDataset(spec, shapes, settings);
    const indices = [...Array.from({ length: 40 }, (_, index) => index), 3, 4, 0, 100, 101];
    expect(await batches(threaded, indices)).toEqual(await batches(plain, indices));
    const { examples, batchesPerEpoch, name } = plain.train;
    expect(threaded.train).toMatchObject({ examples, batchesPerEpoch, name });
    expect(await threaded.validation!.next(0)).toEqual(await plain.validation!.next(0));
    await threaded.release();
  });

  it('stays ahead: batches are at hand without a turn of the event loop', async () => {
    const { train, release } = await openDataInThread(program, 'spirals', classifier(4, [2], 3), inOrder);
    await train.next(0);
    // The thread works while this one is blocked, as it is during a step.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    const next = [1, 2, 3].map((index) => train.next(index));
    expect(next.map((batch) => batch instanceof Promise)).toEqual([false, false, false]);
    await release();
  });

  it('says why data cannot be opened, and which example cannot be read', async () => {
    await expect(openDataInThread(program, 'npz:/nowhere/digits.npz', shapes, settings)).rejects.toThrow(
      "There is no data file '/nowhere/digits.npz'; check the path.",
    );
    const broken = temporary.write('broken/cat/a.png', 'no picture');
    temporary.write('broken/cat/b.png', 'no picture');
    const folder = path.dirname(path.dirname(broken));
    const { train, release } = await openDataInThread(program, `images:${folder}`, shapes, inOrder);
    await expect(train.next(0)).rejects.toThrow(`The picture '${broken}' cannot be read`);
    await release();
    expect(existsSync(broken)).toBe(true);
  });

  it('ends with the data', async () => {
    const { train, release } = await openDataInThread(program, 'spirals', classifier(4, [2], 3), inOrder);
    await train.next(0);
    await release();
    await expect(async () => {
      for (let index = 1; index < 50; index++) {
        await train.next(index);
      }
    }).rejects.toThrow('The data spirals can no longer be read');
  });
});
