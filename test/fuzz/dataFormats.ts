import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { crc32 } from '../../src/engine/archives/crc32';
import type { BatchShapes } from '../../src/engine/data/batch';
import { openDataset } from '../../src/engine/data/openDataset';
import { readNpy } from '../../src/engine/npz/npy';
import type { Format } from './format';

const golden = fileURLToPath(new URL('../parity/golden', import.meta.url));

function classifier(input: readonly number[], classes: number): BatchShapes {
  return {
    inputs: [{ name: 'x', type: 'float32', shape: [1, ...input] }],
    target: { type: 'int64', shape: [1], classes },
  };
}

/** Opens data and takes every example once. */
async function readAll(spec: string, shapes: BatchShapes): Promise<string[]> {
  const { train, validation } = await openDataset(spec, shapes, { seed: 0, shuffle: false });
  for (const source of [train, validation]) {
    for (let index = 0; index < Math.min(source?.batchesPerEpoch ?? 0, 50); index++) {
      await source!.next(index);
    }
  }
  return [];
}

function goldenFiles(folder: string, ending: RegExp): Buffer[] {
  return readdirSync(path.join(golden, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => readFileSync(path.join(golden, folder, name)));
}

/** Changes one of the entries of a zip file, the same one for the same content. */
export function insideZip(bytes: Buffer, change: (content: Buffer) => Buffer): Buffer {
  const entries = Object.entries(unzipSync(bytes));
  const place = bytes.length % entries.length;
  const [name, content] = entries[place];
  entries[place] = [name, new Uint8Array(change(Buffer.from(content)))];
  return Buffer.from(zipSync(Object.fromEntries(entries), { level: 0 }));
}

/** Sets the checksums of all chunks that can be made out. */
function withChecksums(bytes: Buffer): Buffer {
  const repaired = Buffer.from(bytes);
  for (let place = 8; place + 12 <= repaired.length;) {
    const end = place + 8 + repaired.readUInt32BE(place);
    if (end + 4 > repaired.length) {
      break;
    }
    repaired.writeUInt32BE(crc32(repaired.subarray(place + 4, end)), end);
    place = end + 4;
  }
  return repaired;
}

function idxFile(shape: readonly number[], data: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((extent, index) => bytes.writeUInt32BE(extent, 4 + 4 * index));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

const idxImages = idxFile(
  [3, 4, 4],
  Array.from({ length: 48 }, (_, index) => 5 * index),
);
const idxLabels = idxFile([3], [1, 0, 2]);
const numpyShapes = classifier([1, 2, 2], 3);
const cifarShapes = classifier([3, 32, 32], 10);
const pictureShapes = classifier([3, 8, 8], 1);
const cifarRecord = Buffer.concat([
  Buffer.of(3),
  Buffer.alloc(3072, 7),
  Buffer.of(9),
  Buffer.alloc(3072, 200),
]);

export const dataFormats: readonly Format[] = [
  {
    name: 'npz',
    file: 'data.npz',
    seeds: goldenFiles('npz', /\.npz$/),
    inside: insideZip,
    read: (file) => readAll(`npz:${file}`, numpyShapes),
  },
  {
    name: 'npy',
    file: 'x.npy',
    seeds: goldenFiles('npz', /(stored|words|bytes)\.npz$/).flatMap((bytes) =>
      Object.values(unzipSync(bytes)).map((entry) => Buffer.from(entry)),
    ),
    read: (file) => {
      readNpy(readFileSync(file), file);
      return [];
    },
  },
  {
    name: 'idx',
    file: 'train-images-idx3-ubyte',
    seeds: [idxImages],
    beside: { 'train-labels-idx1-ubyte': idxLabels },
    read: (file) => readAll(`idx:${path.dirname(file)}`, classifier([1, 4, 4], 3)),
  },
  {
    name: 'idx.gz',
    file: 'train-labels-idx1-ubyte.gz',
    seeds: [gzipSync(idxLabels)],
    beside: { 'train-images-idx3-ubyte.gz': gzipSync(idxImages) },
    inside: (bytes, change) => gzipSync(change(gunzipSync(bytes))),
    read: (file) => readAll(`idx:${path.dirname(file)}`, classifier([1, 4, 4], 3)),
  },
  {
    name: 'cifar-binary',
    file: 'data_batch_1.bin',
    seeds: [cifarRecord],
    read: (file) => readAll(`cifar10:${path.dirname(file)}`, cifarShapes),
  },
  {
    name: 'cifar-pickle',
    file: 'data_batch_1',
    seeds: goldenFiles('data/cifar-10-batches-py', /_batch/),
    read: (file) => readAll(`cifar10:${path.dirname(file)}`, cifarShapes),
  },
  {
    name: 'png',
    file: 'cat/picture.png',
    seeds: goldenFiles('data/images', /\.png$/),
    inside: (bytes, change) => withChecksums(change(bytes)),
    read: (file) => readAll(`images:${path.dirname(path.dirname(file))}`, pictureShapes),
  },
  {
    name: 'jpeg',
    file: 'cat/picture.jpg',
    seeds: goldenFiles('data/images', /\.jpe?g$/i),
    read: (file) => readAll(`images:${path.dirname(path.dirname(file))}`, pictureShapes),
  },
  {
    name: 'csv',
    file: 'table.csv',
    seeds: [
      Buffer.from('length,kind,width\r\n1.5,"virginica",2\r\n-3e1,setosa,0.25\r\n4,"se""tosa, small",5\r\n'),
      Buffer.from('a;b;kind\n1;2;0\n3;4;2\n'),
    ],
    read: (file) => readAll(`csv:${file}#kind`, classifier([2], 3)),
  },
  {
    name: 'chars',
    file: 'text.txt',
    seeds: [Buffer.from('the quick brown fox jumps over the lazy dog, twice: naïve café 🦊 '.repeat(3))],
    read: (file) =>
      readAll(`chars:${file}`, {
        inputs: [{ name: 'x', type: 'int64', shape: [1, 8], high: 64 }],
        target: { type: 'int64', shape: [8], classes: 64 },
      }),
  },
];
