import { intsAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { formatShape, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import { ShapeError } from '../operator';
import { allAxes, axesOf } from './axes';
import type { AxisResampling } from './interpolation';

/**
 * What Resize makes of each axis. Region, scales and sizes name the axes of the attribute `axes` or all of them; one of
 * scales and sizes is given. `keep_aspect_ratio_policy` not_larger or not_smaller takes one scale for all named axes.
 * @throws ShapeError where these disagree.
 */
export function axisResamplings(
  attributes: Attributes,
  shape: Shape,
  regions: Tensor | undefined,
  scales: Tensor | undefined,
  sizes: Tensor | undefined,
): AxisResampling[] {
  const axes = axesOf('Resize', intsAttribute(attributes, 'axes', allAxes(shape.length)), shape);
  const isBySize = sizes !== undefined && sizes.data.length > 0;
  const given = isBySize ? sizes : scales;
  if (given?.data.length !== axes.length) {
    throw new ShapeError(
      `Resize needs scales or sizes for each of ${axes.length} axes of its input of shape ${formatShape(shape)}.`,
    );
  }
  const ends = regions?.data.length === 2 * axes.length ? regions.data : undefined;
  const target = isBySize
    ? targetOfSizes(
        attributes,
        axes.map((axis) => shape[axis]),
        given.data,
      )
    : axes.map((axis, index) => byScale(shape[axis], given.data[index], Math.floor));
  return shape.map((extent, axis) => {
    const index = axes.indexOf(axis);
    return index < 0
      ? { extent, size: extent, scale: 1, resized: extent, region: [0, 1] }
      : {
          extent,
          ...target[index],
          region: ends === undefined ? [0, 1] : [ends[index], ends[axes.length + index]],
        };
  });
}

type Target = Pick<AxisResampling, 'size' | 'scale' | 'resized'>;

function byScale(extent: number, scale: number, round: (x: number) => number): Target {
  return { scale, resized: extent * scale, size: round(extent * scale) };
}

function targetOfSizes(attributes: Attributes, extents: readonly number[], sizes: Float64Array): Target[] {
  const policy = stringAttribute(attributes, 'keep_aspect_ratio_policy', 'stretch');
  const scales = extents.map((extent, index) => sizes[index] / extent);
  switch (policy) {
    case 'stretch':
      return scales.map((scale, index) => ({ scale, size: sizes[index], resized: sizes[index] }));
    case 'not_larger':
      return extents.map((extent) => byScale(extent, Math.min(...scales), Math.round));
    case 'not_smaller':
      return extents.map((extent) => byScale(extent, Math.max(...scales), Math.round));
    default:
      throw new ShapeError(`Resize has the unknown keep_aspect_ratio_policy '${policy}'.`);
  }
}
