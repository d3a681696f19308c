import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { formatShape, type Shape } from '../graph/shape';
import { type Tensor, tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { reshape, transpose } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/**
 * The places [N, H, W, 2] (or [N, D, H, W, 3]) of a regular grid under affine maps theta [N, 2, 3] ([N, 3, 4]). Input 1, a
 * constant, is the shape [N, C, H, W] of the picture. torch.nn.functional.affine_grid. ONNX AffineGrid-20.
 */
export const AffineGrid: Operator = {
  name: 'AffineGrid',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const extents = spatialExtents(constantInput(context, 1));
    const rank = extents.length;
    if (shape.length !== 3 || shape[1] !== rank || shape[2] !== rank + 1) {
      throw new ShapeError(
        `AffineGrid of ${rank} spatial axes needs maps of batch×${rank}×${rank + 1}, not ${formatShape(shape)}.`,
      );
    }
    return [{ type, shape: [shape[0], ...extents, rank] }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const base = regularGrid(context.attributes, spatialExtents(inputTensor(context, 1)));
    const [output] = context.outputTypes;
    const [, rank, width] = shape;
    const points = base.length / width;
    const result = new Float64Array(shape[0] * points * rank).map((_, at) => {
      const point = Math.floor(at / rank) % points;
      const row = Math.floor(at / (rank * points)) * rank + (at % rank);
      let sum = 0;
      for (let column = 0; column < width; column++) {
        sum += data[row * width + column] * base[point * width + column];
      }
      return sum;
    });
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const [batch, rank, width] = shape;
      const base = regularGrid(node.attributes, spatialExtents(builder.constantOf(node.inputs[1])!));
      const points = base.length / width;
      const perPoint = transpose(builder, reshape(builder, gradient!, [batch, points, rank]), [0, 2, 1]);
      return builder.add('MatMul', [perPoint, builder.constant(tensor(type, [points, width], base))]);
    },
    undefined,
  ],
};

function spatialExtents({ data }: Tensor): Shape {
  return Array.from(data).slice(2);
}

/** The points of the grid before the map, row-major: x first, then y (and z), then 1. */
function regularGrid(attributes: Attributes, extents: Shape): Float64Array {
  const aligned = intAttribute(attributes, 'align_corners', 0) === 1;
  const axes = extents.map((extent) =>
    Array.from({ length: extent }, (_, at) =>
      aligned ? (extent === 1 ? 0 : (2 * at) / (extent - 1) - 1) : (2 * at + 1) / extent - 1,
    ),
  );
  const points = axes.reduce<number[][]>(
    (places, axis) => places.flatMap((place) => axis.map((value) => [value, ...place])),
    [[]],
  );
  return Float64Array.from(points.flatMap((point) => [...point, 1]));
}
