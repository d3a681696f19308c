import { existsSync } from 'node:fs';
import path from 'node:path';
import { elementCount, formatShape, type Shape } from '../../../graph/shape';
import { type BatchShapes, DataError } from '../batch';
import { gunzip, readDataFile } from '../dataFile';
import type { DataKind } from '../dataKind';
import type { Examples } from '../examples';
import { storedPictures } from './storedPictures';

/**
 * MNIST and what is stored like it (Fashion-MNIST, KMNIST): pictures and labels in IDX files, gzipped or not, in the folder
 * itself or where torchvision puts them (`MNIST/raw`).
 */
export const idx: DataKind = {
  form: 'idx:DIR',
  open: (folder, shapes) => {
    const home = [folder, ...subfolders.map((name) => path.join(folder, name))].find(
      (candidate) => find(candidate, 'train', 'images') !== undefined,
    );
    if (home === undefined) {
      throw new DataError(
        `There is no file 'train-images-idx3-ubyte' or 'train-images-idx3-ubyte.gz' in '${folder}'; download MNIST's files there.`,
      );
    }
    const hasTest = find(home, 't10k', 'images') !== undefined;
    return {
      train: openPart(folder, home, 'train', shapes),
      ...(hasTest && { test: openPart(folder, home, 't10k', shapes) }),
      // As the examples of PyTorch normalise MNIST.
      normalisation: { mean: [0.1307], std: [0.3081] },
    };
  },
};

const subfolders = ['raw', 'MNIST/raw', 'FashionMNIST/raw', 'KMNIST/raw'];

type Part = 'train' | 't10k';

function find(folder: string, part: Part, content: 'images' | 'labels'): string | undefined {
  const extents = content === 'images' ? 3 : 1;
  return [`${part}-${content}-idx${extents}-ubyte`, `${part}-${content}.idx${extents}-ubyte`]
    .flatMap((name) => [name, `${name}.gz`])
    .map((name) => path.join(folder, name))
    .find((file) => existsSync(file));
}

function openPart(folder: string, home: string, part: Part, shapes: BatchShapes): Examples {
  const imageFile = find(home, part, 'images');
  const labelFile = find(home, part, 'labels');
  if (imageFile === undefined || labelFile === undefined) {
    throw new DataError(
      `The file '${path.join(home, `${part}-labels-idx1-ubyte`)}' is missing beside the pictures; download it too.`,
    );
  }
  const images = readIdx(readDataFile(imageFile), 3, imageFile);
  const labels = readIdx(readDataFile(labelFile), 1, labelFile);
  const [count, height, width] = images.shape;
  if (labels.shape[0] !== count) {
    throw new DataError(
      `'${imageFile}' holds ${count} pictures but '${labelFile}' ${labels.shape[0]} labels; they must agree.`,
    );
  }
  return storedPictures(
    {
      name: `idx:${folder}`,
      channels: 1,
      height,
      width,
      pixels: images.data,
      labels: labels.data,
      labelFile,
    },
    shapes,
  );
}

interface IdxArray {
  readonly shape: Shape;
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of bytes (format: Yann LeCun's page of MNIST): 0, 0, the type 8, the number of extents, each extent as
 * a big-endian uint32, then the elements.
 * @param extents how many the file must have.
 * @throws DataError where it is another file, damaged or cut off.
 */
export function readIdx(stored: Uint8Array, extents: number, file: string): IdxArray {
  const isPacked = stored[0] === 0x1f && stored[1] === 0x8b;
  // Deflate packs a byte into no less than a thousandth of one.
  const bytes = isPacked ? gunzip(stored, Math.min(2 ** 31 - 1, stored.length * 1032), file) : stored;
  const start = 4 + 4 * extents;
  if (bytes.length < start || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || bytes[3] !== extents) {
    throw new DataError(
      `The data file '${file}' is no IDX file of bytes with ${extents} extents; download MNIST's file again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: extents }, (_, extent) => view.getUint32(4 + 4 * extent));
  const size = elementCount(shape);
  if (bytes.length !== start + size) {
    throw new DataError(
      `The data file '${file}' says that its shape is ${formatShape(shape)} but holds ${bytes.length - start} elements; ` +
        'it is cut off or damaged, so download it again.',
    );
  }
  return { shape, data: bytes.subarray(start) };
}
