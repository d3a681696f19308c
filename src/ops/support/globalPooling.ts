import { elementCount, formatShape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueType } from '../../graph/value';
import { type EvaluateContext, type InferContext, ShapeError } from '../operator';
import { inputTensor, requiredInput } from './inputs';

export function inferGlobalPool(context: InferContext): ValueType[] {
  const { type, shape } = requiredInput(context, 0);
  if (shape.length < 3) {
    throw new ShapeError(
      `${context.operator} needs an input of shape batch×channels×spatial axes, but it is ${formatShape(shape)}.`,
    );
  }
  return [{ type, shape: shape.map((extent, axis) => (axis < 2 ? extent : 1)) }];
}

/** Makes one number of each spatial plane. */
export function evaluateGlobalPool(
  context: EvaluateContext,
  pool: (plane: Float64Array) => number,
): Tensor[] {
  const { shape, data } = inputTensor(context, 0);
  const plane = elementCount(shape.slice(2));
  const result = new Float64Array(shape[0] * shape[1]);
  for (let row = 0; row < result.length; row++) {
    result[row] = pool(data.subarray(row * plane, (row + 1) * plane));
  }
  return [{ ...context.outputTypes[0], data: result }];
}
