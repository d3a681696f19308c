import { int, ints } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import { elementCount, type Shape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { allAxes } from './axes';
import { type Convolution, planeSizes } from './convolution';
import { pad, reduceSum, reshape, slice, transpose, transposeMatrix } from './emit';
import { explicitPads } from './window';

/**
 * Ways to write ∂loss/∂W of a convolution. With the unfolded input U [channels·taps, positions] of an image the gradient is
 * Σ dY·Uᵀ over the images; the forms differ in what is put side by side before a product and what is summed after it.
 */
export const weightGradientForms = [
  'convolution',
  'tapsPerImage',
  'tapsOverBatch',
  'unfoldingPerImage',
  'unfoldingOverBatch',
  'tapsElementwise',
] as const;
export type WeightGradientForm = (typeof weightGradientForms)[number];

type WriteForm = (
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
) => ValueName;

/** Each form as nodes: ∂loss/∂W [outChannels, channels / groups, kernel…] from X and ∂loss/∂Y. */
export const writeWeightGradient: Readonly<Record<WeightGradientForm, WriteForm>> = {
  convolution: byConvolution,
  tapsPerImage: byTapsPerImage,
  tapsOverBatch: byTapsOverBatch,
  unfoldingPerImage: byUnfoldingPerImage,
  unfoldingOverBatch: byUnfoldingOverBatch,
  /** For depthwise convolutions alone. */
  tapsElementwise: byTapsElementwise,
};

/**
 * A convolution over the batch: images and channels of X change places, dY is the kernel, stride and dilation change
 * places. Its result may be longer than the kernel where the stride did not divide; the surplus is cut off.
 */
function byConvolution(
  builder: GraphBuilder,
  { batch, channels, groups, axes }: Convolution,
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
  const turnedGradient = swapBatchAndChannels(builder, outputGradient);
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
  return swapBatchAndChannels(builder, exact);
}

/** For each tap, one matrix product per image, summed over the batch. */
function byTapsPerImage(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, outChannels, groups } = convolution;
  const positions = planeSizes(convolution).output;
  const gradient = reshape(builder, outputGradient, [batch, groups, outChannels / groups, positions]);
  const products = tapSlices(builder, convolution, input).map((tap) => {
    const read = reshape(builder, tap, [batch, groups, channels / groups, positions]);
    const product = builder.add('MatMul', [gradient, transposeMatrix(builder, read)]);
    return reduceSum(builder, product, [0], true);
  });
  return joinTaps(builder, convolution, products);
}

/** For each tap, one matrix product over all positions of all images. */
function byTapsOverBatch(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, groups } = convolution;
  const positions = planeSizes(convolution).output;
  const gradient = gradientOverBatch(builder, convolution, outputGradient);
  const products = tapSlices(builder, convolution, swapBatchAndChannels(builder, input)).map((tap) => {
    const read = reshape(builder, tap, [1, groups, channels / groups, batch * positions]);
    return builder.add('MatMul', [gradient, transposeMatrix(builder, read)]);
  });
  return joinTaps(builder, convolution, products);
}

/** All taps side by side, then one matrix product per image, summed over the batch. */
function byUnfoldingPerImage(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, outChannels, groups } = convolution;
  const { output: positions, taps } = planeSizes(convolution);
  const gradient = reshape(builder, outputGradient, [batch, groups, outChannels / groups, positions]);
  const unfolded = reshape(
    builder,
    sideBySide(builder, convolution, input, [batch, channels, 1, positions]),
    [batch, groups, (channels / groups) * taps, positions],
  );
  const product = builder.add('MatMul', [gradient, transposeMatrix(builder, unfolded)]);
  return reshape(builder, reduceSum(builder, product, [0], true), weightShape(convolution));
}

/** All taps side by side, then one matrix product over all positions of all images. */
function byUnfoldingOverBatch(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, groups } = convolution;
  const { output: positions, taps } = planeSizes(convolution);
  const read = sideBySide(builder, convolution, swapBatchAndChannels(builder, input), [
    1,
    channels,
    1,
    batch * positions,
  ]);
  const unfolded = reshape(builder, read, [1, groups, (channels / groups) * taps, batch * positions]);
  const product = builder.add('MatMul', [
    gradientOverBatch(builder, convolution, outputGradient),
    transposeMatrix(builder, unfolded),
  ]);
  return reshape(builder, product, weightShape(convolution));
}

/** For each tap of a depthwise convolution, the products element by element, summed over images and positions. */
function byTapsElementwise(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  outputGradient: ValueName,
): ValueName {
  const { batch, channels, outChannels } = convolution;
  const positions = planeSizes(convolution).output;
  const gradient = reshape(builder, outputGradient, [batch, channels, outChannels / channels, positions]);
  const products = tapSlices(builder, convolution, input).map((tap) => {
    const product = builder.add('Mul', [gradient, reshape(builder, tap, [batch, channels, 1, positions])]);
    return reshape(builder, reduceSum(builder, product, [0, 3], false), [1, outChannels]);
  });
  return joinTaps(builder, convolution, products);
}

/** What each tap of the kernel reads, in row-major order of the taps: slices of the padded input. */
function tapSlices(builder: GraphBuilder, { axes }: Convolution, input: ValueName): ValueName[] {
  const padded = pad(
    builder,
    input,
    [0, 0, ...axes.map((axis) => axis.padBegin)],
    [0, 0, ...axes.map((axis) => axis.padEnd)],
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
        return { axis: at + 2, start, end: start + (output - 1) * stride + 1, step: stride };
      }),
    );
  });
}

/** Puts the products [1, …] of all taps, each as large as W without its kernel, together to the shape of W. */
function joinTaps(builder: GraphBuilder, convolution: Convolution, taps: readonly ValueName[]): ValueName {
  const joined = taps.length === 1 ? taps[0] : builder.add('Concat', taps, { axis: int(0) });
  const columns = elementCount(builder.value(joined).shape) / taps.length;
  return reshape(
    builder,
    transpose(builder, reshape(builder, joined, [taps.length, columns]), [1, 0]),
    weightShape(convolution),
  );
}

/** All taps beside each other along axis 2 of the shape given. */
function sideBySide(
  builder: GraphBuilder,
  convolution: Convolution,
  input: ValueName,
  shape: Shape,
): ValueName {
  const taps = tapSlices(builder, convolution, input).map((tap) => reshape(builder, tap, shape));
  return taps.length === 1 ? taps[0] : builder.add('Concat', taps, { axis: int(2) });
}

/** [batch, channels, spatial…] → [channels, batch, spatial…] */
function swapBatchAndChannels(builder: GraphBuilder, value: ValueName): ValueName {
  const rank = builder.value(value).shape.length;
  return transpose(builder, value, [1, 0, ...allAxes(rank).slice(2)]);
}

/** ∂loss/∂Y as [1, groups, outChannels / groups, batch·positions] */
function gradientOverBatch(
  builder: GraphBuilder,
  convolution: Convolution,
  outputGradient: ValueName,
): ValueName {
  const { batch, outChannels, groups } = convolution;
  return reshape(builder, swapBatchAndChannels(builder, outputGradient), [
    1,
    groups,
    outChannels / groups,
    batch * planeSizes(convolution).output,
  ]);
}

function weightShape({ channels, outChannels, groups, axes }: Convolution): Shape {
  return [outChannels, channels / groups, ...axes.map((axis) => axis.kernel)];
}
