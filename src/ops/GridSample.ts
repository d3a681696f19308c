import { elementCount, formatShape, rowMajorStrides } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { bodyGradient } from './support/bodyGradient';
import {
  combinations,
  denormalized,
  gridSamplingOf,
  paddedCoordinate,
  paddedElement,
  tapPolynomials,
} from './support/gridSampling';
import { gridSamplingBody } from './support/gridSamplingBody';
import { inputTensor, requiredInput } from './support/inputs';
import { roundHalfToEven } from './support/rounding';

/**
 * X [N, C, spatial…] at the places of a grid [N, spatial…, rank], whose coordinates run from −1 to 1, x first (Jaderberg et
 * al. 2015). `mode` nearest, linear or cubic; `padding_mode` zeros, border or reflection. torch.nn.functional.grid_sample.
 * ONNX GridSample-20.
 */
export const GridSample: Operator = {
  name: 'GridSample',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const grid = requiredInput(context, 1).shape;
    gridSamplingOf(context.attributes);
    if (
      shape.length < 3 ||
      grid.length !== shape.length ||
      grid[0] !== shape[0] ||
      grid.at(-1) !== shape.length - 2
    ) {
      throw new ShapeError(
        `GridSample of an input ${formatShape(shape)} cannot read the grid ${formatShape(grid)}: it needs the same batch, ` +
          `as many spatial axes and ${shape.length - 2} coordinates for each place.`,
      );
    }
    return [{ type, shape: [shape[0], shape[1], ...grid.slice(1, -1)] }];
  },
  evaluate(context) {
    const [x, grid] = [inputTensor(context, 0), inputTensor(context, 1)];
    const [output] = context.outputTypes;
    const sampling = gridSamplingOf(context.attributes);
    const [batch, channels, ...extents] = x.shape;
    const rank = extents.length;
    const strides = rowMajorStrides(extents);
    const plane = elementCount(extents);
    const places = elementCount(output.shape.slice(2));
    const taps = combinations(extents, tapPolynomials[sampling.mode]);
    const result = new Float64Array(elementCount(output.shape));
    for (let place = 0; place < batch * places; place++) {
      const image = Math.floor(place / places);
      const coordinates = extents.map((extent, axis) => {
        const at = denormalized(grid.data[place * rank + rank - 1 - axis], extent, sampling);
        return paddedCoordinate(sampling.mode === 'nearest' ? roundHalfToEven(at) : at, extent, sampling);
      });
      for (const combination of taps) {
        let offset = 0;
        let weight = 1;
        for (let axis = 0; axis < rank && offset >= 0; axis++) {
          const below = Math.floor(coordinates[axis]);
          const element = paddedElement(below + combination[axis].step, extents[axis], sampling);
          offset = element < 0 ? -1 : offset + element * strides[axis];
          weight *= polynomial(combination[axis].weight, coordinates[axis] - below);
        }
        for (let channel = 0; channel < channels && offset >= 0; channel++) {
          const row = image * channels + channel;
          result[row * places + (place % places)] += weight * x.data[row * plane + offset];
        }
      }
    }
    return [{ ...output, data: result }];
  },
  gradient: bodyGradient(gridSamplingBody),
};

function polynomial(coefficients: readonly number[], t: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
}
