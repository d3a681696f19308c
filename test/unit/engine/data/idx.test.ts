import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { openBatches } from './openBatches';
import { classifier, inOrder } from './shapesOf';
import { temporaryFolder } from './temporaryFolder';

const temporary = temporaryFolder();

/** An IDX file of bytes. */
function idxFile(shape: readonly number[], data: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((extent, index) => bytes.writeUInt32BE(extent, 4 + 4 * index));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

const pixels = Array.from({ length: 3 * 2 * 2 }, (_, index) => 20 * index);
const images = idxFile([3, 2, 2], pixels);
const labels = idxFile([3], [0, 4, 2]);
const shapes = classifier(1, [1, 2, 2], 5);

function folderWith(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [file, content] of Object.entries(files)) {
    temporary.write(path.join(name, file), content);
  }
  return `idx:${path.join(temporary.path, name)}`;
}

describe('MNIST files', () => {
  it.each([
    ['plain', { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels }],
    [
      'gzipped, where torchvision puts them',
      {
        'MNIST/raw/train-images-idx3-ubyte.gz': gzipSync(images),
        'MNIST/raw/train-labels-idx1-ubyte.gz': gzipSync(labels),
      },
    ],
  ])('give their pictures, from 0 to 1, and labels (%s)', async (name, files) => {
    const source = await openBatches(folderWith(name, files), shapes, inOrder);
    expect(source.examples).toBe(3);
    const { inputs, target } = source.next(1);
    expect(inputs.get('x')).toEqual(Float32Array.from([80, 100, 120, 140], (pixel) => pixel / 255));
    expect(target).toEqual(BigInt64Array.of(4n));
  });

  it('may be taken flattened or without a channel', async () => {
    const spec = folderWith('flat', { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels });
    for (const input of [[4], [2, 2]]) {
      const source = await openBatches(spec, classifier(1, input, 5), inOrder);
      expect(source.next(0).inputs.get('x')![3]).toBeCloseTo(60 / 255, 6);
    }
  });

  it("set MNIST's test pictures aside for validation", async () => {
    const spec = folderWith('both', {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte': idxFile([1, 2, 2], [255, 0, 0, 255]),
      't10k-labels-idx1-ubyte': idxFile([1], [3]),
    });
    const { validation } = await openDataset(spec, shapes, inOrder);
    expect((await validation!.next(0)).inputs.get('x')).toEqual(Float32Array.of(1, 0, 0, 1));
  });

  it('are refused in one sentence that says what is wrong and where', async () => {
    const cases: [string, Readonly<Record<string, Uint8Array>>, string][] = [
      ['none', { 'readme.txt': images }, "There is no file 'train-images-idx3-ubyte' or"],
      [
        'unlabelled',
        { 'train-images-idx3-ubyte': images },
        'is missing beside the pictures; download it too.',
      ],
      [
        'cut',
        { 'train-images-idx3-ubyte': images.subarray(0, 20), 'train-labels-idx1-ubyte': labels },
        'says that its shape is 3×2×2 but holds 4 elements; it is cut off or damaged',
      ],
      [
        'other',
        { 'train-images-idx3-ubyte': labels, 'train-labels-idx1-ubyte': labels },
        'is no IDX file of bytes with 3 extents',
      ],
      [
        'cutGzip',
        { 'train-images-idx3-ubyte.gz': gzipSync(images).subarray(0, 20), 'train-labels-idx1-ubyte': labels },
        'is no complete gzip file; download or write it again.',
      ],
      [
        'fewer',
        { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idxFile([2], [0, 1]) },
        'holds 3 pictures but',
      ],
      [
        'label',
        { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idxFile([3], [0, 5, 1]) },
        "train-labels-idx1-ubyte' holds the label 5 in example 1, but the model knows the whole numbers from 0 to 4.",
      ],
    ];
    for (const [name, files, message] of cases) {
      await expect(openDataset(folderWith(name, files), shapes, inOrder), name).rejects.toThrow(message);
    }
    const spec = folderWith('plain', {});
    await expect(openDataset(spec, classifier(1, [3, 4, 4], 5), inOrder)).rejects.toThrow(
      'has pictures of shape 1×2×2, but the model takes N×3×4×4; give it the input N×1×2×2.',
    );
  });
});
