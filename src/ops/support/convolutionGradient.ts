import { int, ints } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Attributes } from '../../graph/node';
import { elementCount } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { type Convolution, planeSizes } from './convolution';
import { type WeightGradientForm, writeWeightGradient } from './convolutionWeightGradient';
import { reshape, reverse, transpose } from './emit';
import { explicitPads, reachOf } from './window';

/**
 * The two gradients of a convolution, in operators that onnxruntime's CPU kernels run fast. Each exists in several forms that
 * compute the same; which is fastest in the plain layout depends on the sizes alone, and is decided here and nowhere else.
 */

/** ∂loss/∂W [outChannels, channels / groups, kernel…] from X and ∂loss/∂Y. */
export function convolutionWeightGradient(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
  form: WeightGradientForm = weightGradientForm(convolution),
): ValueName {
  return writeWeightGradient[form](builder, convolution, input, outputGradient);
}

/** Whether a convolution with flipped weights can stand in for the transposed one. */
export function canFlip({ axes }: Convolution): boolean {
  return axes.every(
    (axis) => axis.stride === 1 && axis.padBegin < reachOf(axis) && axis.padEnd < reachOf(axis),
  );
}

/**
 * Flipping the weights touches each of them; the transposed convolution scatters each element of the unfolded input
 * instead. Measured on onnxruntime 1.30 (one thread), a flipped weight costs about five scattered elements; one of a single
 * tap is only transposed.
 */
export function flips(convolution: Convolution): boolean {
  const { output, taps } = planeSizes(convolution);
  const positions = convolution.batch * output;
  return (
    canFlip(convolution) && (taps === 1 || positions > 5 * (convolution.outChannels / convolution.groups))
  );
}

/**
 * Chosen by the elements that each form moves beside the products themselves, and by what onnxruntime's matrix product is
 * slow at. Measured on onnxruntime 1.30 (one thread, ms; forms in the order of {@link weightGradientForms}):
 *
 * | batch, channels, image, kernel | forward | forms |
 * | --- | --- | --- |
 * | 32 × 16→16 @ 32², 3×3 | 6.4 | 17.1, **9.1**, 8.8, 13.2, 13.3 |
 * | 32 × 64→64 @ 8², 3×3 | 5.8 | 11.1, 7.7, **6.8**, 7.6, 7.5 |
 * | 4 × 3→64 @ 224², 7×7 by 2 | 32.7 | **40.7**, 121.9, 127.0, 56.7, 63.3 |
 * | 4 × 64→64 @ 56², 3×3 | 26.8 | 61.3, **31.4**, 34.2, 39.2, 39.6 |
 * | 4 × 256→256 @ 14², 3×3 | 26.1 | 48.2, 35.9, **28.5**, 33.6, 28.4 |
 * | 4 × 512→512 @ 7², 3×3 | 27.5 | 57.3, 69.5, 45.6, 45.9, **29.4** |
 * | 4 × 256→64 @ 56², 1×1 | 13.4 | 44.7, **11.7**, 13.6, 11.3, 13.6 |
 * | 4 × 96 @ 56², 3×3 depthwise | 5.6 | 27.7, **22.3** (element by element) |
 */
function weightGradientForm(convolution: Convolution): WeightGradientForm {
  const { batch, channels, outChannels, groups } = convolution;
  const plane = planeSizes(convolution);
  const groupIn = channels / groups;
  if (plane.taps > 16 && groupIn < 16) {
    return 'convolution';
  }
  if (groupIn === 1 && groups > 1) {
    return 'tapsElementwise';
  }
  const weights = outChannels * groupIn * plane.taps;
  const unfolded = batch * channels * plane.taps * plane.output;
  if (2 * weights > unfolded) {
    return 'unfoldingOverBatch';
  }
  const productsPerImage = batch * weights;
  const transposedOverBatch = batch * (channels * plane.input + outChannels * plane.output);
  return productsPerImage < transposedOverBatch ? 'tapsPerImage' : 'tapsOverBatch';
}

/** dX = dY ∗ flip(W)ᵀ (+ bias), padded by d(k − 1) − p. */
export function flippedConvolution(
  builder: GraphBuilder,
  { channels, outChannels, groups, axes }: Convolution,
  outputGradient: ValueName,
  weight: ValueName,
  bias = '',
): ValueName {
  const kernel = axes.map((axis) => axis.kernel);
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  // Reversing every spatial axis is reversing the taps in their row-major order.
  const taps = elementCount(kernel);
  const turned = transpose(
    builder,
    reshape(builder, weight, [groups, groupOut, groupIn, taps]),
    [0, 2, 1, 3],
  );
  const flipped = reshape(builder, reverse(builder, turned, [3]), [channels, groupOut, ...kernel]);
  return builder.add('Conv', [outputGradient, flipped, ...(bias === '' ? [] : [bias])], {
    kernel_shape: ints(kernel),
    dilations: ints(axes.map((axis) => axis.dilation)),
    pads: ints([
      ...axes.map((axis) => reachOf(axis) - 1 - axis.padBegin),
      ...axes.map((axis) => reachOf(axis) - 1 - axis.padEnd),
    ]),
    group: int(groups),
  });
}

/**
 * ∂loss/∂X [batch, channels, spatial…] from ∂loss/∂Y and W: the adjoint. `output_padding` restores the rows that no window
 * reached when the stride does not divide.
 */
export function convolutionInputGradient(
  builder: GraphBuilder,
  { groups, axes }: Convolution,
  outputGradient: ValueName,
  weight: ValueName,
): ValueName {
  return builder.add('ConvTranspose', [outputGradient, weight], {
    ...windowAttributes({ axes }),
    group: int(groups),
    output_padding: ints(
      axes.map(
        (axis) => axis.input + axis.padBegin + axis.padEnd - reachOf(axis) - (axis.output - 1) * axis.stride,
      ),
    ),
  });
}

export function windowAttributes({ axes }: Pick<Convolution, 'axes'>): Attributes {
  return {
    kernel_shape: ints(axes.map((axis) => axis.kernel)),
    strides: ints(axes.map((axis) => axis.stride)),
    dilations: ints(axes.map((axis) => axis.dilation)),
    pads: ints(explicitPads(axes)),
  };
}
