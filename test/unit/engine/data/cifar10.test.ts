import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { golden, goldenFolder } from './golden';
import { openBatches } from './openBatches';
import { classifier, inOrder } from './shapesOf';
import { temporaryFolder } from './temporaryFolder';

const temporary = temporaryFolder();
const shapes = classifier(1, [3, 32, 32], 10);
const size = 3072;

/** Records of the binary version, whose pixels are all the given number. */
function records(...pictures: readonly (readonly [label: number, pixel: number])[]): Uint8Array {
  return Buffer.concat(
    pictures.map(([label, pixel]) => Buffer.concat([Buffer.of(label), Buffer.alloc(size, pixel)])),
  );
}

/** A batch as Python 2 and its NumPy pickled it, which is what the archive of CIFAR-10 holds. */
function pythonTwoBatch(labels: readonly number[], pixels: Uint8Array): Uint8Array {
  const text = (content: string) =>
    Buffer.concat([Buffer.of(0x55, content.length), Buffer.from(content, 'latin1')]);
  const global = (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`);
  const bytes = Buffer.alloc(5);
  bytes.write('T');
  bytes.writeUInt32LE(pixels.length, 1);
  const count = Buffer.of(0x4b, labels.length);
  const wide = Buffer.of(0x4d, size & 255, size >> 8);
  return Buffer.concat([
    Buffer.from('\x80\x02}q\x01(', 'latin1'),
    text('batch_label'),
    text('training batch 1 of 5'),
    text('labels'),
    Buffer.from(']q\x05('),
    ...labels.map((label) => Buffer.of(0x4b, label)),
    Buffer.from('e'),
    text('data'),
    global('numpy.core.multiarray', '_reconstruct'),
    global('numpy', 'ndarray'),
    Buffer.from('K\x00\x85', 'latin1'),
    text('b'),
    Buffer.from('\x87R(K\x01', 'latin1'),
    count,
    wide,
    Buffer.from('\x86', 'latin1'),
    global('numpy', 'dtype'),
    text('u1'),
    Buffer.from('K\x00K\x01\x87R(K\x03', 'latin1'),
    text('|'),
    Buffer.from('NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89', 'latin1'),
    bytes,
    pixels,
    Buffer.from('tbu.'),
  ]);
}

describe('CIFAR-10', () => {
  it('in its Python version is read whichever Python pickled it', async () => {
    const source = await openBatches(`cifar10:${goldenFolder}`, shapes, inOrder);
    const { labels, sums, first } = golden.cifar;
    expect(source.examples).toBe(2 * labels.length);
    for (let example = 0; example < source.examples; example++) {
      const { inputs, target } = source.next(example);
      const pixels = inputs.get('x') as Float32Array;
      expect(Number(target[0])).toBe(labels[example % labels.length]);
      const found = [0, 1, 2].map((channel) =>
        Math.round(
          pixels.subarray(1024 * channel, 1024 * (channel + 1)).reduce((sum, pixel) => sum + pixel * 255, 0),
        ),
      );
      expect(found).toEqual(sums[example % labels.length]);
    }
    const pixels = source.next(3).inputs.get('x')!;
    expect(Array.from(pixels.subarray(0, 40), Number).map((pixel) => Math.round(pixel * 255))).toEqual(first);
    temporary.write(
      'two/data_batch_1',
      pythonTwoBatch([7, 1], Buffer.concat([Buffer.alloc(size, 51), Buffer.alloc(size, 102)])),
    );
    const old = await openBatches(`cifar10:${path.join(temporary.path, 'two')}`, shapes, inOrder);
    expect(old.next(1)).toEqual({
      inputs: new Map([['x', new Float32Array(size).fill(102 / 255)]]),
      target: BigInt64Array.of(1n),
      count: 1,
    });
  });

  it('in its binary version is read, its test batch set aside', async () => {
    temporary.write('binary/cifar-10-batches-bin/data_batch_1.bin', records([3, 255], [9, 0]));
    temporary.write('binary/cifar-10-batches-bin/data_batch_2.bin', records([4, 51]));
    temporary.write('binary/cifar-10-batches-bin/test_batch.bin', records([5, 102]));
    const spec = `cifar10:${path.join(temporary.path, 'binary')}`;
    const { train, validation } = await openDataset(spec, shapes, inOrder);
    expect([train.examples, validation?.examples]).toEqual([3, 1]);
    expect((await train.next(2)).target).toEqual(BigInt64Array.of(4n));
    expect((await train.next(2)).inputs.get('x')![5]).toBeCloseTo(0.2, 6);
    expect((await validation!.next(0)).target).toEqual(BigInt64Array.of(5n));
  });

  it('is refused where it is damaged, hostile, or does not fit', async () => {
    const cases: [string, Uint8Array | string, string][] = [
      [
        'data_batch_1.bin',
        records([3, 0]).subarray(0, 3000),
        'no multiple of the 3073 of one picture; it is cut off',
      ],
      ['data_batch_1.bin', records([3, 0], [12, 0]), 'holds the label 12 in example 1, but the model knows'],
      [
        'data_batch_1',
        pythonTwoBatch([1], Buffer.alloc(size)).subarray(0, 900),
        'cannot be read: it ends too early',
      ],
      [
        'data_batch_1',
        pythonTwoBatch([1, 2], Buffer.alloc(size)),
        "holds no array 'data' of N×3072 bytes with N labels",
      ],
      ['data_batch_1', "cos\nsystem\n(S'true'\ntR.", 'names os.system, which Skipline does not construct'],
    ];
    for (const [index, [file, content, message]] of cases.entries()) {
      temporary.write(path.join(`bad${index}`, file), content);
      const spec = `cifar10:${path.join(temporary.path, `bad${index}`)}`;
      await expect(openDataset(spec, shapes, inOrder)).rejects.toThrow(message);
    }
    await expect(openDataset(`cifar10:${temporary.path}`, shapes, inOrder)).rejects.toThrow(
      "There is no file 'data_batch_1.bin' or 'data_batch_1' in",
    );
    mkdirSync(path.join(temporary.path, 'pictures'));
    copyFileSync(
      path.join(goldenFolder, 'cifar-10-batches-py/data_batch_1'),
      path.join(temporary.path, 'pictures/data_batch_1'),
    );
    await expect(
      openDataset(
        `cifar10:${path.join(temporary.path, 'pictures')}`,
        classifier(1, [3, 224, 224], 10),
        inOrder,
      ),
    ).rejects.toThrow('has pictures of shape 3×32×32, but the model takes N×3×224×224');
  });
});
