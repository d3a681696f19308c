import { readFile } from 'node:fs/promises';
import { unzip } from 'fflate';
import { sizeOf } from '../../graph/dataType';
import { elementCount, formatShape, sameShape, type Shape } from '../../graph/shape';
import type { TensorData } from '../tensorData';
import { type BatchShapes, batchSizeOf, DataError, type InputShape, targetPerExample } from './batch';
import type { Examples } from './examples';
import { type NpyArray, readNpy } from './npy';

/**
 * Examples of a `.npz` file as `numpy.savez` and `savez_compressed` write it: `x` is the model's input (where the model
 * has several, each has the name of its input), `y` the target; the first extent counts the examples.
 *
 * Pictures of type uint8 that feed a floating-point input become x / 255, as in torchvision's `ToTensor`.
 * @throws DataError where the file cannot be read or does not fit the model, naming array, shape and example.
 */
export async function openNpz(file: string, shapes: BatchShapes): Promise<Examples> {
  batchSizeOf(shapes);
  const arrays = await readArrays(file);
  const named = (name: string): NpyArray => {
    const array = arrays.get(name);
    if (array === undefined) {
      const found = [...arrays.keys()].map((key) => `'${key}'`).join(', ');
      throw new DataError(`${file} has no array '${name}'; it holds ${found === '' ? 'none' : found}.`);
    }
    return array;
  };
  const inputs = shapes.inputs.map((input) => {
    const name = shapes.inputs.length === 1 ? 'x' : input.name;
    return checkedInput(file, name, named(name), input);
  });
  const target = checkedTarget(file, named('y'), shapes);
  const length = inputs[0].array.shape[0];
  for (const { name, array } of [...inputs.slice(1), target]) {
    if (array.shape[0] !== length) {
      throw new DataError(
        `${file} holds ${length} examples in '${inputs[0].name}' but ${array.shape[0]} in '${name}'; they must agree.`,
      );
    }
  }
  return {
    name: `npz:${file}`,
    length,
    writeInput: (example, input, into, offset) => {
      copyExample(inputs[input], example, into, offset);
    },
    writeTarget: (example, into, offset) => {
      copyExample(target, example, into, offset);
    },
  };
}

async function readArrays(file: string): Promise<Map<string, NpyArray>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new DataError(
      code === 'ENOENT'
        ? `There is no data file '${file}'; check the path.`
        : `The data file '${file}' cannot be read${code === '' ? '' : ` (${code})`}.`,
    );
  }
  const entries = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
    unzip(bytes, { filter: ({ name }) => name.endsWith('.npy') }, (error, found) => {
      if (error) {
        reject(
          new DataError(
            `${file} is no complete .npz file (${error.message}); write it again with numpy.savez.`,
          ),
        );
      } else {
        resolve(found);
      }
    });
  });
  return new Map(
    Object.entries(entries).map(([entry, content]) => {
      const name = entry.slice(0, -'.npy'.length);
      return [name, readNpy(content, `'${name}' of ${file}`)];
    }),
  );
}

interface CheckedArray {
  readonly name: string;
  readonly array: NpyArray;
  /** Elements of one example. */
  readonly size: number;
  /** What every element is multiplied by. */
  readonly scale: number;
}

function checkedInput(file: string, name: string, array: NpyArray, input: InputShape): CheckedArray {
  const expected = input.shape.slice(1);
  if (array.shape.length === 0 || !sameShape(array.shape.slice(1), expected)) {
    throw new DataError(
      `'${name}' of ${file} has the shape ${formatShape(array.shape)}, but the model takes ` +
        `${perExample(expected)}.`,
    );
  }
  const size = elementCount(expected);
  const isFloating = input.type.startsWith('float');
  if (isFloating) {
    checkFinite(file, name, array, size);
  } else {
    checkWhole(file, name, array, size, rangeOf(input), 'value');
  }
  return { name, array, size, scale: isFloating && array.data instanceof Uint8Array ? 1 / 255 : 1 };
}

function checkedTarget(file: string, array: NpyArray, shapes: BatchShapes): CheckedArray {
  const { target } = shapes;
  const expected = targetPerExample(shapes);
  if (!sameShape(array.shape.slice(1), expected) || array.shape.length === 0) {
    throw new DataError(
      `'y' of ${file} has the shape ${formatShape(array.shape)}, but the loss takes ` +
        `${perExample(expected)}.`,
    );
  }
  const size = elementCount(expected);
  if (target.classes === undefined) {
    checkFinite(file, 'y', array, size);
  } else {
    checkWhole(file, 'y', array, size, [0, target.classes], 'label');
  }
  return { name: 'y', array, size, scale: 1 };
}

/** From the first number up to, not including, the second. */
type Range = readonly [low: number, end: number];

/** What an input of whole numbers takes: the rows of its embedding, else all that its type holds. */
function rangeOf({ type, high }: InputShape): Range {
  if (high !== undefined) {
    return [0, high];
  }
  const bits = 8 * sizeOf(type);
  return type === 'uint8' ? [0, 2 ** bits] : [-(2 ** (bits - 1)), 2 ** (bits - 1)];
}

/** `N×3×32×32`. */
function perExample(shape: Shape): string {
  return ['N', ...shape].join('×');
}

function checkFinite(file: string, name: string, { data }: NpyArray, size: number): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    return;
  }
  const wrong = data.findIndex((element) => !Number.isFinite(element));
  if (wrong >= 0) {
    throw new DataError(
      `'${name}' of ${file} holds ${data[wrong]} in example ${Math.floor(wrong / size)}; ` +
        'training needs finite numbers, so clean the data first.',
    );
  }
}

function checkWhole(
  file: string,
  name: string,
  { data }: NpyArray,
  size: number,
  [low, end]: Range,
  noun: 'label' | 'value',
): void {
  for (let index = 0; index < data.length; index++) {
    const element = Number(data[index]);
    if (!Number.isInteger(element) || element < low || element >= end) {
      throw new DataError(
        `'${name}' of ${file} holds the ${noun} ${element} in example ${Math.floor(index / size)}, ` +
          `but the model knows the whole numbers from ${low} to ${end - 1}.`,
      );
    }
  }
}

function copyExample(
  { array: { data }, size, scale }: CheckedArray,
  example: number,
  into: TensorData,
  offset: number,
): void {
  const start = example * size;
  if (into instanceof BigInt64Array) {
    for (let index = 0; index < size; index++) {
      into[offset + index] = BigInt(data[start + index]);
    }
  } else if (data instanceof BigInt64Array) {
    for (let index = 0; index < size; index++) {
      into[offset + index] = Number(data[start + index]);
    }
  } else if (scale === 1) {
    into.set(data.subarray(start, start + size), offset);
  } else {
    for (let index = 0; index < size; index++) {
      into[offset + index] = data[start + index] * scale;
    }
  }
}
