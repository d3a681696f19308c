import { floatAttribute, intAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { ShapeError } from '../operator';

/**
 * The resampling of one axis by Resize as a matrix [size, extent], row-major.
 * @throws ShapeError for an unknown `mode` or `coordinate_transformation_mode`.
 */
export function interpolationMatrix(
  attributes: Attributes,
  extent: number,
  size: number,
  scale: number,
): Float64Array {
  const matrix = new Float64Array(size * extent);
  const excludesOutside = intAttribute(attributes, 'exclude_outside', 0) === 1;
  for (let to = 0; to < size; to++) {
    const taps = tapsAt(attributes, coordinate(attributes, to, extent, size, scale)).filter(
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

/** Where an output element lies among the input's elements. */
function coordinate(attributes: Attributes, to: number, extent: number, size: number, scale: number): number {
  const mode = stringAttribute(attributes, 'coordinate_transformation_mode', 'half_pixel');
  switch (mode) {
    case 'half_pixel':
      return (to + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': {
      const offset = (extent / 2) * (1 - size / (scale * extent));
      return offset + (to + 0.5) / scale - 0.5;
    }
    case 'pytorch_half_pixel':
      return size > 1 ? (to + 0.5) / scale - 0.5 : 0;
    case 'align_corners':
      return size > 1 ? (to * (extent - 1)) / (size - 1) : 0;
    case 'asymmetric':
      return to / scale;
    default:
      throw new ShapeError(`Resize has the unknown coordinate_transformation_mode '${mode}'.`);
  }
}

interface Tap {
  readonly place: number;
  readonly weight: number;
}

function tapsAt(attributes: Attributes, at: number): Tap[] {
  const mode = stringAttribute(attributes, 'mode', 'nearest');
  const floor = Math.floor(at);
  const rest = at - floor;
  switch (mode) {
    case 'nearest':
      return [{ place: nearest(attributes, at), weight: 1 }];
    case 'linear':
      return [
        { place: floor, weight: 1 - rest },
        { place: floor + 1, weight: rest },
      ];
    case 'cubic': {
      const a = floatAttribute(attributes, 'cubic_coeff_a', -0.75);
      return [-1, 0, 1, 2].map((step) => ({ place: floor + step, weight: cubic(a, Math.abs(step - rest)) }));
    }
    default:
      throw new ShapeError(`Resize has the unknown mode '${mode}'.`);
  }
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
