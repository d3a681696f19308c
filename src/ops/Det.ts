import { int } from '../graph/attributes';
import { elementCount, formatShape } from '../graph/shape';
import { tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { multiply, reshape } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Determinant of each square matrix. The gradient is the matrix of cofactors, each a determinant itself, so that it exists
 * for singular matrices too; its cost grows with the fifth power of the extent. ONNX Det-11.
 */
export const Det: Operator = {
  name: 'Det',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const [rows, columns] = shape.slice(-2);
    if (shape.length < 2 || rows !== columns) {
      throw new ShapeError(`Det needs square matrices, but its input has the shape ${formatShape(shape)}.`);
    }
    return [{ type, shape: shape.slice(0, -2) }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const extent = shape.at(-1)!;
    const [output] = context.outputTypes;
    const result = Float64Array.from({ length: elementCount(output.shape) }, (_, index) =>
      determinant(data.slice(index * extent ** 2, (index + 1) * extent ** 2), extent),
    );
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const [x] = node.inputs;
      const { type, shape } = builder.value(x);
      const extent = shape.at(-1)!;
      const count = elementCount(shape.slice(0, -2));
      const scale = reshape(builder, gradient!, [count, 1]);
      if (extent < 2) {
        return reshape(builder, scale, shape);
      }
      const minors = builder.add(
        'Gather',
        [reshape(builder, x, [count, extent ** 2]), builder.int64s(minorElements(extent))],
        { axis: int(1) },
      );
      const cofactors = multiply(
        builder,
        builder.add('Det', [reshape(builder, minors, [count, extent ** 2, extent - 1, extent - 1])]),
        builder.constant(tensor(type, [extent ** 2], cofactorSigns(extent))),
      );
      return reshape(builder, multiply(builder, cofactors, scale), shape);
    },
  ],
};

/** Gaussian elimination with partial pivoting; `matrix` is overwritten. */
function determinant(matrix: Float64Array, extent: number): number {
  let product = 1;
  for (let step = 0; step < extent; step++) {
    let pivot = step;
    for (let row = step + 1; row < extent; row++) {
      if (Math.abs(matrix[row * extent + step]) > Math.abs(matrix[pivot * extent + step])) {
        pivot = row;
      }
    }
    const leading = matrix[pivot * extent + step];
    if (leading === 0) {
      return 0;
    }
    if (pivot !== step) {
      product = -product;
      for (let column = 0; column < extent; column++) {
        const kept = matrix[step * extent + column];
        matrix[step * extent + column] = matrix[pivot * extent + column];
        matrix[pivot * extent + column] = kept;
      }
    }
    product *= leading;
    for (let row = step + 1; row < extent; row++) {
      const factor = matrix[row * extent + step] / leading;
      for (let column = step; column < extent; column++) {
        matrix[row * extent + column] -= factor * matrix[step * extent + column];
      }
    }
  }
  return product;
}

/** For each element of a matrix, the places of the elements outside of its row and column, row-major. */
function minorElements(extent: number): number[] {
  const places = [...Array(extent * extent).keys()];
  return places.flatMap((own) =>
    places.filter(
      (other) => other % extent !== own % extent && Math.floor(other / extent) !== Math.floor(own / extent),
    ),
  );
}

function cofactorSigns(extent: number): Float64Array {
  return Float64Array.from({ length: extent ** 2 }, (_, at) =>
    ((at % extent) + Math.floor(at / extent)) % 2 === 0 ? 1 : -1,
  );
}
