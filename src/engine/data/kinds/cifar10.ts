import { existsSync } from 'node:fs';
import path from 'node:path';
import { sameShape } from '../../../graph/shape';
import { messageOf } from '../../messageOf';
import { PickledArray, numpyNames } from '../../pickle/numpyObjects';
import type { PickleValue } from '../../pickle/pickleValue';
import { unpickle } from '../../pickle/unpickle';
import { type BatchShapes, DataError } from '../batch';
import { readDataFile } from '../dataFile';
import type { DataKind } from '../dataKind';
import type { Examples } from '../examples';
import { storedPictures } from './storedPictures';

const side = 32;
const pixelBytes = 3 * side * side;
const trainBatches = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`);

/**
 * CIFAR-10 (Krizhevsky 2009) as its archives unpack: the binary version (`data_batch_1.bin` …, a label and 3072 bytes per
 * picture) or the Python version (`data_batch_1` …, pickled dictionaries of `data` and `labels`). DIR is the folder with
 * these files or the one above it.
 */
export const cifar10: DataKind = {
  form: 'cifar10:DIR',
  open: (folder, shapes) => {
    const { home, ending } = findVersion(folder);
    const hasTest = existsSync(path.join(home, `test_batch${ending}`));
    const part = (names: readonly string[]) =>
      joined(
        folder,
        names.map((name) => path.join(home, name + ending)),
        shapes,
      );
    return {
      // Fewer files of the five are fewer examples.
      train: part(trainBatches.filter((name) => existsSync(path.join(home, name + ending)))),
      ...(hasTest && { test: part(['test_batch']) }),
      normalisation: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
    };
  },
};

function findVersion(folder: string): { readonly home: string; readonly ending: '.bin' | '' } {
  for (const below of ['.', 'cifar-10-batches-bin', 'cifar-10-batches-py']) {
    const home = path.join(folder, below);
    for (const ending of ['.bin', ''] as const) {
      if (existsSync(path.join(home, trainBatches[0] + ending))) {
        return { home, ending };
      }
    }
  }
  throw new DataError(
    `There is no file 'data_batch_1.bin' or 'data_batch_1' in '${folder}'; unpack CIFAR-10's archive there.`,
  );
}

function joined(folder: string, files: readonly string[], shapes: BatchShapes): Examples {
  const parts = files.map((file) => {
    const part = readCifar(readDataFile(file), file);
    // Each file is checked by itself, so that a wrong label is said to be in its file.
    const arrays = {
      name: `cifar10:${folder}`,
      channels: 3,
      height: side,
      width: side,
      ...part,
      labelFile: file,
    };
    return storedPictures(arrays, shapes);
  });
  const numbers = parts.flatMap((part) =>
    Array.from({ length: part.length }, (_, example): [Examples, number] => [part, example]),
  );
  return {
    name: `cifar10:${folder}`,
    length: numbers.length,
    writeInput: (example, input, into, offset, epoch) => {
      const [part, place] = numbers[example];
      part.writeInput(place, input, into, offset, epoch);
    },
    writeTarget: (example, into, offset) => {
      const [part, place] = numbers[example];
      part.writeTarget(place, into, offset);
    },
  };
}

interface CifarBatch {
  readonly pixels: Uint8Array;
  readonly labels: ArrayLike<number>;
}

/** Reads a file of either version. @throws DataError where it is damaged, cut off or none of them. */
export function readCifar(bytes: Uint8Array, file: string): CifarBatch {
  return file.endsWith('.bin') ? readBinary(bytes, file) : readPickle(bytes, file);
}

function readBinary(bytes: Uint8Array, file: string): CifarBatch {
  const record = 1 + pixelBytes;
  if (bytes.length === 0 || bytes.length % record !== 0) {
    throw new DataError(
      `The data file '${file}' has ${bytes.length} bytes, which is no multiple of the ${record} of one picture; it is cut off, so unpack it again.`,
    );
  }
  const count = bytes.length / record;
  const pixels = new Uint8Array(count * pixelBytes);
  const labels = new Uint8Array(count);
  for (let example = 0; example < count; example++) {
    const start = example * record;
    labels[example] = bytes[start];
    pixels.set(bytes.subarray(start + 1, start + record), example * pixelBytes);
  }
  return { pixels, labels };
}

function readPickle(bytes: Uint8Array, file: string): CifarBatch {
  const content = loaded(bytes, file);
  const data = entryOf(content, 'data');
  const labels = entryOf(content, 'labels');
  const isLabelled = Array.isArray(labels) && labels.every((label) => typeof label === 'number');
  if (!(data instanceof PickledArray) || !isLabelled || !isPictures(data, labels.length)) {
    throw new DataError(
      `The data file '${file}' holds no array 'data' of N×${pixelBytes} bytes with N labels; unpack CIFAR-10's archive again.`,
    );
  }
  return { pixels: data.bytes, labels: labels };
}

function isPictures({ shape, type, bytes, isFortranOrder }: PickledArray, count: number): boolean {
  return (
    sameShape(shape, [count, pixelBytes]) &&
    type?.code === 'u1' &&
    !isFortranOrder &&
    bytes.length === count * pixelBytes &&
    count > 0
  );
}

function loaded(bytes: Uint8Array, file: string): PickleValue {
  try {
    return unpickle(bytes, { find: numpyNames(bytes.length) }).value;
  } catch (error) {
    throw new DataError(
      `The data file '${file}' cannot be read: ${messageOf(error)}; unpack CIFAR-10's archive again.`,
    );
  }
}

/** An entry of a dictionary whose keys are text (Python 2) or bytes (Python 3). */
function entryOf(dictionary: PickleValue, key: string): PickleValue {
  const entries = dictionary instanceof Map ? [...(dictionary as Map<PickleValue, PickleValue>)] : [];
  return entries.find(
    ([name]) => name === key || (name instanceof Uint8Array && Buffer.from(name).toString('latin1') === key),
  )?.[1];
}
