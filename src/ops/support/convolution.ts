import { intAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { elementCount, formatShape, type Shape } from '../../graph/shape';
import { ShapeError } from '../operator';
import { accumulateProduct, transposed } from './matrix';
import { windowAxes, windowOffsets, type WindowAxis } from './window';

/** Sizes of a convolution of X [batch, channels, spatial…] with W [outChannels, channels / groups, kernel…]. */
export interface Convolution {
  readonly batch: number;
  readonly channels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly axes: readonly WindowAxis[];
}

/** Attributes and shapes of a Conv node. @throws ShapeError where they disagree. */
export function convolutionOf(
  operator: string,
  attributes: Attributes,
  input: Shape,
  weight: Shape,
): Convolution {
  if (input.length < 3) {
    throw new ShapeError(
      `${operator} needs an input of shape batch×channels×spatial axes, but it is ${formatShape(input)}.`,
    );
  }
  if (weight.length !== input.length) {
    throw new ShapeError(
      `${operator} has a weight of shape ${formatShape(weight)}, which does not fit its input of shape ${formatShape(input)}.`,
    );
  }
  const groups = intAttribute(attributes, 'group', 1);
  const channels = weight[1] * groups;
  if (input[1] !== channels) {
    throw new ShapeError(
      `${operator} has ${channels} input channels in its weight but its input has ${input[1]} (shape ${formatShape(input)}).`,
    );
  }
  if (weight[0] % groups !== 0) {
    throw new ShapeError(`${operator} cannot divide its ${weight[0]} output channels into ${groups} groups.`);
  }
  return {
    batch: input[0],
    channels,
    outChannels: weight[0],
    groups,
    axes: windowAxes(operator, attributes, input.slice(2), weight.slice(2)),
  };
}

/** Whether each channel is convolved by itself, with one output. */
export function isDepthwise({ channels, outChannels, groups }: Convolution): boolean {
  return groups > 1 && groups === channels && groups === outChannels;
}

/** Elements of the spatial planes and of the kernel. */
export function planeSizes({ axes }: Pick<Convolution, 'axes'>): {
  input: number;
  output: number;
  taps: number;
} {
  return {
    input: elementCount(axes.map((axis) => axis.input)),
    output: elementCount(axes.map((axis) => axis.output)),
    taps: elementCount(axes.map((axis) => axis.kernel)),
  };
}

/** Y = W ∗ X (+ bias), by unfolding the windows of one image and group at a time into a matrix. */
export function convolve(
  convolution: Convolution,
  x: Float64Array,
  weight: Float64Array,
  bias: Float64Array | undefined,
): Float64Array {
  const { batch, channels, outChannels, groups } = convolution;
  const plane = planeSizes(convolution);
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  const offsets = windowOffsets(convolution.axes);
  const result = new Float64Array(batch * outChannels * plane.output);
  const columns = new Float64Array(groupIn * plane.taps * plane.output);
  for (let image = 0; image < batch; image++) {
    for (let group = 0; group < groups; group++) {
      for (let channel = 0; channel < groupIn; channel++) {
        const source = (image * channels + group * groupIn + channel) * plane.input;
        const target = channel * offsets.length;
        for (let index = 0; index < offsets.length; index++) {
          const offset = offsets[index];
          columns[target + index] = offset < 0 ? 0 : x[source + offset];
        }
      }
      const start = (image * outChannels + group * groupOut) * plane.output;
      if (bias !== undefined) {
        for (let channel = 0; channel < groupOut; channel++) {
          const row = start + channel * plane.output;
          result.fill(bias[group * groupOut + channel], row, row + plane.output);
        }
      }
      accumulateProduct(weight, group * groupOut * groupIn * plane.taps, columns, 0, result, start, {
        rows: groupOut,
        inner: groupIn * plane.taps,
        columns: plane.output,
      });
    }
  }
  return result;
}

/**
 * The adjoint of {@link convolve} in X: takes Y [batch, outChannels, …] back to [batch, channels, …] (+ bias over
 * `channels`). This is what ConvTranspose computes.
 */
export function convolveTransposed(
  convolution: Convolution,
  y: Float64Array,
  weight: Float64Array,
  bias: Float64Array | undefined,
): Float64Array {
  const { batch, channels, outChannels, groups } = convolution;
  const plane = planeSizes(convolution);
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  const offsets = windowOffsets(convolution.axes);
  const result = new Float64Array(batch * channels * plane.input);
  const rows = groupIn * plane.taps;
  const columns = new Float64Array(rows * plane.output);
  for (let group = 0; group < groups; group++) {
    const turned = transposed(weight, group * groupOut * rows, groupOut, rows);
    for (let image = 0; image < batch; image++) {
      columns.fill(0);
      const source = (image * outChannels + group * groupOut) * plane.output;
      accumulateProduct(turned, 0, y, source, columns, 0, { rows, inner: groupOut, columns: plane.output });
      for (let channel = 0; channel < groupIn; channel++) {
        const target = (image * channels + group * groupIn + channel) * plane.input;
        if (bias !== undefined) {
          result.fill(bias[group * groupIn + channel], target, target + plane.input);
        }
        for (let index = 0; index < offsets.length; index++) {
          const offset = offsets[index];
          if (offset >= 0) {
            result[target + offset] += columns[channel * offsets.length + index];
          }
        }
      }
    }
  }
  return result;
}

/** ∂loss/∂W from X and ∂loss/∂Y: for each tap, the products of what it reads with what it is added to. */
export function convolutionWeightProducts(
  convolution: Convolution,
  x: Float64Array,
  dy: Float64Array,
): Float64Array {
  const { batch, channels, outChannels, groups } = convolution;
  const plane = planeSizes(convolution);
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  const offsets = windowOffsets(convolution.axes);
  const result = new Float64Array(outChannels * groupIn * plane.taps);
  for (let out = 0; out < outChannels; out++) {
    const firstIn = Math.floor(out / groupOut) * groupIn;
    for (let channel = 0; channel < groupIn; channel++) {
      for (let tap = 0; tap < plane.taps; tap++) {
        let sum = 0;
        for (let image = 0; image < batch; image++) {
          const source = (image * channels + firstIn + channel) * plane.input;
          const target = (image * outChannels + out) * plane.output;
          for (let position = 0; position < plane.output; position++) {
            const offset = offsets[tap * plane.output + position];
            sum += offset < 0 ? 0 : x[source + offset] * dy[target + position];
          }
        }
        result[(out * groupIn + channel) * plane.taps + tap] = sum;
      }
    }
  }
  return result;
}
