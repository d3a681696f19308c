import { elementCount, formatShape, sameShape } from '../../../graph/shape';
import { writeElement, type TensorData } from '../../tensorData';
import { readNpz } from '../../npz/npzFile';
import type { NpyArray } from '../../npz/npy';
import { type BatchShapes, batchSizeOf, DataError, type InputShape, targetPerExample } from '../batch';
import { checkFinite, checkWhole, perExample, rangeOf } from '../checks';
import { readDataFile } from '../dataFile';
import type { DataKind } from '../dataKind';
import type { Examples } from '../examples';

/**
 * Examples of a `.npz` file as `numpy.savez` and `savez_compressed` write it: `x` is the model's input (where the model
 * has several, each has the name of its input), `y` the target; the first extent counts the examples.
 *
 * Pictures of type uint8 that feed a floating-point input become x / 255, as in torchvision's `ToTensor`.
 * @throws DataError where the file cannot be read or does not fit the model, naming array, shape and example.
 */
export const npz: DataKind = {
  form: 'npz:FILE',
  open: (file, shapes) => ({ train: openNpz(file, shapes) }),
};

function openNpz(file: string, shapes: BatchShapes): Examples {
  batchSizeOf(shapes);
  const arrays = readNpz(readDataFile(file), file);
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
    checkFinite(`'${name}' of ${file}`, array.data, size);
  } else {
    checkWhole(`'${name}' of ${file}`, array.data, size, rangeOf(input), 'value');
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
    checkFinite(`'y' of ${file}`, array.data, size);
  } else {
    checkWhole(`'y' of ${file}`, array.data, size, [0, target.classes], 'label', target.ignored);
  }
  return { name: 'y', array, size, scale: 1 };
}

function copyExample(
  { array: { data }, size, scale }: CheckedArray,
  example: number,
  into: TensorData,
  offset: number,
): void {
  const start = example * size;
  const isOfPlainNumbers = !(into instanceof BigInt64Array || data instanceof BigInt64Array);
  if (isOfPlainNumbers && scale === 1) {
    into.set(data.subarray(start, start + size), offset);
    return;
  }
  for (let index = 0; index < size; index++) {
    writeElement(into, offset + index, Number(data[start + index]) * scale);
  }
}
