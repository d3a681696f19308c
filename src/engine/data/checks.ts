import { sizeOf } from '../../graph/dataType';
import { formatShape, type Shape } from '../../graph/shape';
import { type BatchShapes, DataError, type InputShape, targetPerExample } from './batch';

/** From the first number up to, not including, the second. */
export type Range = readonly [low: number, end: number];

/** What an input of whole numbers takes: the rows of its embedding, else all that its type holds. */
export function rangeOf({ type, high }: InputShape): Range {
  if (high !== undefined) {
    return [0, high];
  }
  const bits = 8 * sizeOf(type);
  return type === 'uint8' ? [0, 2 ** bits] : [-(2 ** (bits - 1)), 2 ** (bits - 1)];
}

/** @param where names the file and the array: `'x' of data.npz`. @param size elements of one example. */
export function checkFinite(where: string, data: ArrayLike<unknown>, size: number): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    return;
  }
  const wrong = data.findIndex((element) => !Number.isFinite(element));
  if (wrong >= 0) {
    throw new DataError(
      `${where} holds ${data[wrong]} in example ${Math.floor(wrong / size)}; ` +
        'training needs finite numbers, so clean the data first.',
    );
  }
}

/**
 * @param ignored a number that may stand beyond the range.
 * @throws DataError with the first number that is not whole or out of range, and the example that has it.
 */
export function checkWhole(
  where: string,
  data: ArrayLike<number | bigint>,
  size: number,
  [low, end]: Range,
  noun: 'label' | 'value',
  ignored?: number,
): void {
  for (let index = 0; index < data.length; index++) {
    const element = Number(data[index]);
    if (element !== ignored && (!Number.isInteger(element) || element < low || element >= end)) {
      throw new DataError(
        `${where} holds the ${noun} ${element} in example ${Math.floor(index / size)}, ` +
          `but the model knows the whole numbers from ${low} to ${end - 1}.`,
      );
    }
  }
}

/** `N×3×32×32`. */
export function perExample(shape: Shape): string {
  return ['N', ...shape].join('×');
}

/** The one input of a model. @throws DataError where it has several. */
export function onlyInput({ inputs }: BatchShapes, name: string): InputShape {
  if (inputs.length !== 1) {
    throw new DataError(
      `${name} feeds one input, but the model has ${inputs.length}; choose other data, such as random or npz:FILE.`,
    );
  }
  return inputs[0];
}

/** How many classes a model tells apart. @throws DataError where it does not give each example one class. */
export function classCount(shapes: BatchShapes, name: string): number {
  const { classes, shape } = shapes.target;
  if (classes === undefined || targetPerExample(shapes).length !== 0) {
    throw new DataError(
      `${name} has one class per example, but the loss takes a target of shape ${formatShape(shape)}; ` +
        'choose other data, such as random.',
    );
  }
  return classes;
}
