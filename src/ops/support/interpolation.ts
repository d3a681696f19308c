import { floatAttribute, intAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { ShapeError } from '../operator';

/** The resampling of one axis by Resize. */
export interface AxisResampling {
  readonly extent: number;
  readonly size: number;
  readonly scale: number;
  /** Extent that the scale leads to, before it is rounded to `size`. */
  readonly resized: number;
  /** The part of the axis that tf_crop_and_resize reads, its ends as fractions. */
  readonly region: readonly [number, number];
}

/**
 * A resampling as a matrix [size, extent], row-major.
 * @throws ShapeError for an unknown `mode` or `coordinate_transformation_mode`.
 */
export function interpolationMatrix(attributes: Attributes, axis: AxisResampling): Float64Array {
  const { extent, size } = axis;
  const matrix = new Float64Array(size * extent);
  const excludesOutside = intAttribute(attributes, 'exclude_outside', 0) === 1;
  for (let to = 0; to < size; to++) {
    if (isExtrapolated(attributes, axis, to)) {
      continue;
    }
    const taps = tapsAt(attributes, coordinate(attributes, axis, to), axis.scale).filter(
      ({ place }) => !excludesOutside || (place >= 0 && place < extent),
    );
    const total = excludesOutside ? taps.reduce((sum, { weight }) => sum + weight, 0) : 1;
    for (const { place, weight } of taps) {
      const inside = Math.min(Math.max(place, 0), extent - 1);
      matrix[to * extent + inside] += weight / total;
    }
  }
  return matrix;
}

/** Whether an output element lies outside of the input, where tf_crop_and_resize has its `extrapolation_value`. */
export function isExtrapolated(attributes: Attributes, axis: AxisResampling, to: number): boolean {
  if (coordinateMode(attributes) !== 'tf_crop_and_resize') {
    return false;
  }
  const at = coordinate(attributes, axis, to);
  return at < 0 || at > axis.extent - 1;
}

function coordinateMode(attributes: Attributes): string {
  return stringAttribute(attributes, 'coordinate_transformation_mode', 'half_pixel');
}

/** Where an output element lies among the input's elements. */
function coordinate(
  attributes: Attributes,
  { extent, size, scale, resized, region: [begin, end] }: AxisResampling,
  to: number,
): number {
  const mode = coordinateMode(attributes);
  switch (mode) {
    case 'half_pixel':
      return (to + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': {
      const offset = (extent / 2) * (1 - size / resized);
      return offset + (to + 0.5) / scale - 0.5;
    }
    case 'pytorch_half_pixel':
      return size > 1 ? (to + 0.5) / scale - 0.5 : 0;
    case 'align_corners':
      return resized === 1 ? 0 : (to * (extent - 1)) / (resized - 1);
    case 'asymmetric':
      return to / scale;
    case 'tf_half_pixel_for_nn':
      return (to + 0.5) / scale;
    case 'tf_crop_and_resize': {
      const step = resized === 1 ? 0.5 : to / (resized - 1);
      const start = resized === 1 ? 0 : begin * (extent - 1);
      return start + step * (end - begin) * (extent - 1);
    }
    default:
      throw new ShapeError(`Resize has the unknown coordinate_transformation_mode '${mode}'.`);
  }
}

interface Tap {
  readonly place: number;
  readonly weight: number;
}

function tapsAt(attributes: Attributes, at: number, scale: number): Tap[] {
  const mode = stringAttribute(attributes, 'mode', 'nearest');
  const a = floatAttribute(attributes, 'cubic_coeff_a', -0.75);
  const stretch = intAttribute(attributes, 'antialias', 0) === 1 ? Math.min(scale, 1) : 1;
  switch (mode) {
    case 'nearest':
      return [{ place: nearest(attributes, at), weight: 1 }];
    case 'linear':
      return filterTaps(at, 1, stretch, (distance) => Math.max(0, 1 - distance));
    case 'cubic':
      return filterTaps(at, 2, stretch, (distance) => cubic(a, distance));
    default:
      throw new ShapeError(`Resize has the unknown mode '${mode}'.`);
  }
}

/** The elements nearer than `reach` filter widths, which `antialias` makes as wide as the step between output elements. */
function filterTaps(at: number, reach: number, stretch: number, filter: (distance: number) => number): Tap[] {
  const floor = Math.floor(at);
  const first = Math.floor(-reach / stretch) + 1;
  const taps = Array.from({ length: 2 - 2 * first }, (_, index) => {
    const place = floor + first + index;
    return { place, weight: filter(Math.abs(place - at) * stretch) };
  });
  if (stretch === 1) {
    return taps;
  }
  const total = taps.reduce((sum, { weight }) => sum + weight, 0);
  return taps.map(({ place, weight }) => ({ place, weight: weight / total }));
}

function nearest(attributes: Attributes, at: number): number {
  const mode = stringAttribute(attributes, 'nearest_mode', 'round_prefer_floor');
  switch (mode) {
    case 'floor':
      return Math.floor(at);
    case 'ceil':
      return Math.ceil(at);
    case 'round_prefer_floor':
      return Math.ceil(at - 0.5);
    case 'round_prefer_ceil':
      return Math.floor(at + 0.5);
    default:
      throw new ShapeError(`Resize has the unknown nearest_mode '${mode}'.`);
  }
}

/** Cubic convolution kernel (Keys 1981). */
function cubic(a: number, distance: number): number {
  if (distance <= 1) {
    return ((a + 2) * distance - (a + 3)) * distance ** 2 + 1;
  }
  return distance < 2 ? a * (((distance - 5) * distance + 8) * distance - 4) : 0;
}
