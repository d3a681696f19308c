import { int, ints } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Attributes } from '../../graph/node';
import { elementCount } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { type Convolution, planeSizes } from './convolution';
import { pad, reduceSum, reshape, reverse, slice, transpose } from './emit';
import { explicitPads, reachOf } from './window';

/**
 * The two gradients of a convolution, written in operators that onnxruntime's CPU kernels run fast. Each exists in several
 * forms that compute the same; which is fastest depends on the sizes alone, and is decided here and nowhere else.
 */

export const inputGradientForms = ['flippedConvolution', 'transposedConvolution'] as const;
export type InputGradientForm = (typeof inputGradientForms)[number];

export const weightGradientForms = ['convolution', 'tapsPerImage', 'tapsOverBatch'] as const;
export type WeightGradientForm = (typeof weightGradientForms)[number];

/** ∂loss/∂X [batch, channels, spatial…] from ∂loss/∂Y and W. */
export function convolutionInputGradient(
  builder: GraphBuilder,
  convolution: Convolution,
  outputGradient: ValueName,
  weight: ValueName,
  form: InputGradientForm = inputGradientForm(convolution),
): ValueName {
  return form === 'flippedConvolution'
    ? flippedConvolution(builder, convolution, outputGradient, weight)
    : transposedConvolution(builder, convolution, outputGradient, weight);
}

/** ∂loss/∂W [outChannels, channels / groups, kernel…] from X and ∂loss/∂Y. */
export function convolutionWeightGradient(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
  form: WeightGradientForm = weightGradientForm(convolution),
): ValueName {
  switch (form) {
    case 'convolution':
      return weightByConvolution(builder, convolution, input, outputGradient);
    case 'tapsPerImage':
      return weightByTapsPerImage(builder, convolution, input, outputGradient);
    case 'tapsOverBatch':
      return weightByTapsOverBatch(builder, convolution, input, outputGradient);
  }
}

/** Whether a convolution with flipped weights can stand in for the transposed one. */
export function canFlip({ axes }: Convolution): boolean {
  return axes.every(
    (axis) => axis.stride === 1 && axis.padBegin < reachOf(axis) && axis.padEnd < reachOf(axis),
  );
}

function inputGradientForm(convolution: Convolution): InputGradientForm {
  return canFlip(convolution) ? 'flippedConvolution' : 'transposedConvolution';
}

function weightGradientForm(convolution: Convolution): WeightGradientForm {
  const { taps } = planeSizes(convolution);
  return taps > 25 ? 'convolution' : 'tapsPerImage';
}

/** dX = dY ∗ flip(W)ᵀ, padded by d(k − 1) − p. */
function flippedConvolution(
  builder: GraphBuilder,
  { channels, outChannels, groups, axes }: Convolution,
  outputGradient: ValueName,
  weight: ValueName,
): ValueName {
  const kernel = axes.map((axis) => axis.kernel);
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  const turned = reshape(
    builder,
    groups === 1
      ? transpose(builder, weight, [1, 0, ...kernel.map((_, axis) => axis + 2)])
      : transpose(builder, reshape(builder, weight, [groups, groupOut, groupIn, ...kernel]), [
          0,
          2,
          1,
          ...kernel.map((_, axis) => axis + 3),
        ]),
    [channels, groupOut, ...kernel],
  );
  const flipped = reverse(
    builder,
    turned,
    kernel.map((_, axis) => axis + 2),
  );
  return builder.add('Conv', [outputGradient, flipped], {
    kernel_shape: ints(kernel),
    dilations: ints(axes.map((axis) => axis.dilation)),
    pads: ints([
      ...axes.map((axis) => reachOf(axis) - 1 - axis.padBegin),
      ...axes.map((axis) => reachOf(axis) - 1 - axis.padEnd),
    ]),
    group: int(groups),
  });
}

/** The adjoint as such; `output_padding` restores the rows that no window reached when the stride does not divide. */
function transposedConvolution(
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

/**
 * A convolution over the batch: images and channels of X change places, dY is the kernel, stride and dilation change
 * places. Its result may be longer than the kernel where the stride did not divide; the surplus is cut off.
 */
function weightByConvolution(
  builder: GraphBuilder,
  { batch, channels, outChannels, groups, axes }: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const groupIn = channels / groups;
  const spatial = axes.map((axis) => axis.input);
  const turnedInput = reshape(
    builder,
    transpose(builder, reshape(builder, input, [batch, groups, groupIn, ...spatial]), [
      2,
      1,
      0,
      ...spatial.map((_, axis) => axis + 3),
    ]),
    [groupIn, groups * batch, ...spatial],
  );
  const turnedGradient = transpose(builder, outputGradient, [1, 0, ...spatial.map((_, axis) => axis + 2)]);
  const correlated = builder.add('Conv', [turnedInput, turnedGradient], {
    kernel_shape: ints(axes.map((axis) => axis.output)),
    strides: ints(axes.map((axis) => axis.dilation)),
    dilations: ints(axes.map((axis) => axis.stride)),
    pads: ints(explicitPads(axes)),
    group: int(groups),
  });
  const exact = slice(
    builder,
    correlated,
    axes.map((axis, at) => ({ axis: at + 2, start: 0, end: axis.kernel, step: 1 })),
  );
  return reshape(builder, transpose(builder, exact, [1, 0, ...spatial.map((_, axis) => axis + 2)]), [
    outChannels,
    groupIn,
    ...axes.map((axis) => axis.kernel),
  ]);
}

/** For each tap, one matrix product per image, summed over the batch. */
function weightByTapsPerImage(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, outChannels, groups } = convolution;
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  const positions = planeSizes(convolution).output;
  const gradient = transpose(
    builder,
    reshape(builder, outputGradient, [batch, groups, groupOut, positions]),
    [0, 1, 3, 2],
  );
  const taps = tapSlices(builder, convolution, input, 2).map((tap) => {
    const product = builder.add('MatMul', [
      reshape(builder, tap, [batch, groups, groupIn, positions]),
      gradient,
    ]);
    return reduceSum(builder, product, [0], true);
  });
  return joinTaps(builder, convolution, taps);
}

/** For each tap, one matrix product over all positions of all images. */
function weightByTapsOverBatch(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, outChannels, groups, axes } = convolution;
  const [groupIn, groupOut] = [channels / groups, outChannels / groups];
  const positions = planeSizes(convolution).output;
  const gradient = reshape(
    builder,
    transpose(builder, reshape(builder, outputGradient, [batch, groups, groupOut, positions]), [1, 0, 3, 2]),
    [1, groups, batch * positions, groupOut],
  );
  const channelsFirst = transpose(builder, input, [1, 0, ...axes.map((_, axis) => axis + 2)]);
  const taps = tapSlices(builder, convolution, channelsFirst, 2).map((tap) =>
    builder.add('MatMul', [reshape(builder, tap, [1, groups, groupIn, batch * positions]), gradient]),
  );
  return joinTaps(builder, convolution, taps);
}

/** What each tap of the kernel reads, in row-major order of the taps: slices of the padded input. */
function tapSlices(
  builder: GraphBuilder,
  { axes }: Convolution,
  input: ValueName,
  firstSpatialAxis: number,
): ValueName[] {
  const lead = new Array<number>(firstSpatialAxis).fill(0);
  const padded = pad(
    builder,
    input,
    [...lead, ...axes.map((axis) => axis.padBegin)],
    [...lead, ...axes.map((axis) => axis.padEnd)],
  );
  const kernel = axes.map((axis) => axis.kernel);
  return Array.from({ length: elementCount(kernel) }, (_, tap) => {
    let rest = tap;
    const index = new Array<number>(kernel.length);
    for (let axis = kernel.length - 1; axis >= 0; axis--) {
      index[axis] = rest % kernel[axis];
      rest = Math.floor(rest / kernel[axis]);
    }
    return slice(
      builder,
      padded,
      axes.map(({ dilation, stride, output }, at) => {
        const start = index[at] * dilation;
        return { axis: firstSpatialAxis + at, start, end: start + (output - 1) * stride + 1, step: stride };
      }),
    );
  });
}

/** Puts the products [1, groups, channels / groups, outChannels / groups] of all taps together to the shape of W. */
function joinTaps(
  builder: GraphBuilder,
  { channels, outChannels, groups, axes }: Convolution,
  taps: readonly ValueName[],
): ValueName {
  const joined = taps.length === 1 ? taps[0] : builder.add('Concat', taps, { axis: int(0) });
  return reshape(builder, transpose(builder, joined, [1, 3, 2, 0]), [
    outChannels,
    channels / groups,
    ...axes.map((axis) => axis.kernel),
  ]);
}
