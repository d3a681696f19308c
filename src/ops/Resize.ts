import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import type { Operator } from './operator';
import { splitAt } from './support/axes';
import { inputTensor, optionalConstantInput, requiredInput } from './support/inputs';
import { type AxisResampling, interpolationMatrix, isExtrapolated } from './support/interpolation';
import { applyAlongAxis } from './support/linearMap';
import { accumulateProduct } from './support/matrix';
import { axisResamplings } from './support/resampling';

/**
 * Resamples to scales (input 2) or sizes (input 3), both constants; input 1 is the region that tf_crop_and_resize reads.
 * `mode` is nearest, linear or cubic. Each axis is a fixed linear map A, so that dX = Aᵀ·dY along each of them. With scales
 * and align_corners the last element is placed by the extent before it is rounded, as ONNX has it; onnxruntime takes the
 * rounded one. ONNX Resize-19.
 */
export const Resize: Operator = {
  name: 'Resize',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const [regions, scales, sizes] = [1, 2, 3].map((index) => optionalConstantInput(context, index));
    const axes = axisResamplings(context.attributes, shape, regions, scales, sizes);
    return [{ type, shape: axes.map(({ size }) => size) }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const [, regions, scales, sizes] = context.inputs;
    const axes = axisResamplings(context.attributes, shape, regions, scales, sizes);
    let current: { shape: Shape; data: Float64Array } = { shape, data };
    axes.forEach((resampling, axis) => {
      if (isIdentity(resampling)) {
        return;
      }
      const { size } = resampling;
      const matrix = interpolationMatrix(context.attributes, resampling);
      const { outer, extent, inner } = splitAt(current.shape, axis);
      const result = new Float64Array(outer * size * inner);
      for (let row = 0; row < outer; row++) {
        accumulateProduct(matrix, 0, current.data, row * extent * inner, result, row * size * inner, {
          rows: size,
          inner: extent,
          columns: inner,
        });
      }
      current = { shape: current.shape.map((other, at) => (at === axis ? size : other)), data: result };
    });
    extrapolate(context.attributes, axes, current.data);
    return [{ ...context.outputTypes[0], data: current.data }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const [regions, scales, sizes] = [1, 2, 3].map((index): Tensor | undefined => {
        const input = node.inputs[index] ?? '';
        return input === '' ? undefined : builder.constantOf(input);
      });
      return axisResamplings(node.attributes, shape, regions, scales, sizes).reduce<string>(
        (value, resampling, axis) => {
          if (isIdentity(resampling)) {
            return value;
          }
          const matrix = interpolationMatrix(node.attributes, resampling);
          const { extent } = resampling;
          return applyAlongAxis(builder, value, axis, extent, (to, from) => matrix[from * extent + to]);
        },
        gradient!,
      );
    },
  ],
};

function isIdentity({ extent, size, scale, region }: AxisResampling): boolean {
  return size === extent && scale === 1 && region[0] === 0 && region[1] === 1;
}

/** Writes the extrapolation value where an element lies outside along any axis; the matrices have left zero there. */
function extrapolate(attributes: Attributes, axes: readonly AxisResampling[], data: Float64Array): void {
  const value = floatAttribute(attributes, 'extrapolation_value', 0);
  const sizes = axes.map(({ size }) => size);
  axes.forEach((resampling, axis) => {
    if (value === 0 || isIdentity(resampling)) {
      return;
    }
    const inner = elementCount(sizes.slice(axis + 1));
    data.forEach((_, element) => {
      if (isExtrapolated(attributes, resampling, Math.floor(element / inner) % sizes[axis])) {
        data[element] = value;
      }
    });
  });
}
