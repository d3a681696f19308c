import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { formatShape, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { splitAt } from './support/axes';
import { inputTensor, optionalConstantInput, requiredInput } from './support/inputs';
import { applyAlongAxis } from './support/linearMap';
import { accumulateProduct } from './support/matrix';
import { interpolationMatrix } from './support/interpolation';

/**
 * Resamples to scales (input 2) or sizes (input 3), both constants for all axes. `mode` is nearest, linear or cubic. Each
 * axis is a fixed linear map A, so that dX = Aᵀ·dY along each of them. ONNX Resize-19 without antialias, axes and roi.
 */
export const Resize: Operator = {
  name: 'Resize',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    if (intAttribute(context.attributes, 'antialias', 0) === 1) {
      throw new ShapeError('Resize is not supported with antialias.');
    }
    const { sizes } = targetOf(shape, optionalConstantInput(context, 2), optionalConstantInput(context, 3));
    return [{ type, shape: sizes }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const { sizes, scales } = targetOf(shape, context.inputs[2], context.inputs[3]);
    let current: { shape: Shape; data: Float64Array } = { shape, data };
    matricesOf(context.attributes, shape, sizes, scales).forEach((matrix, axis) => {
      if (matrix === undefined) {
        return;
      }
      const { outer, extent, inner } = splitAt(current.shape, axis);
      const result = new Float64Array(outer * sizes[axis] * inner);
      for (let row = 0; row < outer; row++) {
        accumulateProduct(matrix, 0, current.data, row * extent * inner, result, row * sizes[axis] * inner, {
          rows: sizes[axis],
          inner: extent,
          columns: inner,
        });
      }
      current = {
        shape: current.shape.map((other, at) => (at === axis ? sizes[axis] : other)),
        data: result,
      };
    });
    return [{ ...context.outputTypes[0], data: current.data }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const [scalesInput, sizesInput] = [2, 3].map((index) => node.inputs[index] ?? '');
      const { sizes, scales } = targetOf(
        shape,
        scalesInput === '' ? undefined : builder.constantOf(scalesInput),
        sizesInput === '' ? undefined : builder.constantOf(sizesInput),
      );
      return matricesOf(node.attributes, shape, sizes, scales).reduce<string>(
        (value, matrix, axis) =>
          matrix === undefined
            ? value
            : applyAlongAxis(
                builder,
                value,
                axis,
                shape[axis],
                (to, from) => matrix[from * shape[axis] + to],
              ),
        gradient!,
      );
    },
  ],
};

function targetOf(
  shape: Shape,
  scales: Tensor | undefined,
  sizes: Tensor | undefined,
): { sizes: number[]; scales: number[] } {
  const given = sizes !== undefined && sizes.data.length > 0 ? sizes : scales;
  if (given?.data.length !== shape.length) {
    throw new ShapeError(
      `Resize needs scales or sizes for every axis of its input of shape ${formatShape(shape)}.`,
    );
  }
  return given === sizes
    ? { sizes: Array.from(given.data), scales: shape.map((extent, axis) => given.data[axis] / extent) }
    : {
        sizes: shape.map((extent, axis) => Math.floor(extent * given.data[axis])),
        scales: Array.from(given.data),
      };
}

/** For each axis the matrix [size, extent] of the resampling, row-major; undefined where the axis stays as it is. */
function matricesOf(
  attributes: Attributes,
  shape: Shape,
  sizes: readonly number[],
  scales: readonly number[],
): (Float64Array | undefined)[] {
  return shape.map((extent, axis) =>
    sizes[axis] === extent && scales[axis] === 1
      ? undefined
      : interpolationMatrix(attributes, extent, sizes[axis], scales[axis]),
  );
}
