import type { DataType } from './dataType';
import { elementCount, type Shape } from './shape';

/**
 * A tensor whose elements are known.
 *
 * Elements are held in float64 whatever the data type, row-major: every float32 and every integer up to 2^53 is exact,
 * and the reference engine computes in float64 throughout. Booleans are 0 and 1.
 */
export interface Tensor {
  readonly type: DataType;
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** @throws RangeError where the number of elements differs from what the shape says. */
export function tensor(type: DataType, shape: Shape, data: ArrayLike<number>): Tensor {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(
      `A tensor of shape [${shape.join(', ')}] has ${elementCount(shape)} elements, not ${data.length}.`,
    );
  }
  return { type, shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

export function scalar(type: DataType, value: number): Tensor {
  return tensor(type, [], [value]);
}

/** A one-dimensional int64 tensor: axes, shapes, pads and the like. */
export function int64s(values: readonly number[]): Tensor {
  return tensor('int64', [values.length], values);
}

export function filled(type: DataType, shape: Shape, value: number): Tensor {
  return { type, shape, data: new Float64Array(elementCount(shape)).fill(value) };
}
