import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import { type Tensor, tensor } from '../graph/tensor';
import { int } from '../graph/attributes';
import type { Operator } from './operator';
import { axisOf, splitAt } from './support/axes';
import { full, reshape } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/**
 * The slices along `axis`, or the elements of the flattened input where none is named, at which the condition (input 1, a
 * constant, as its elements decide the shape) is true. ONNX Compress-11.
 */
export const Compress: Operator = {
  name: 'Compress',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const { axis, extents } = sliced(context.attributes, shape);
    const count = kept(constantInput(context, 1), extents[axis]).length;
    return [{ type, shape: extents.map((extent, at) => (at === axis ? count : extent)) }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const { axis, extents } = sliced(context.attributes, shape);
    const { outer, extent, inner } = splitAt(extents, axis);
    const places = kept(inputTensor(context, 1), extent);
    const [output] = context.outputTypes;
    const result = new Float64Array(elementCount(output.shape));
    for (let row = 0; row < outer; row++) {
      places.forEach((place, index) => {
        const start = (row * extent + place) * inner;
        result.set(data.subarray(start, start + inner), (row * places.length + index) * inner);
      });
    }
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const { axis, extents } = sliced(node.attributes, shape);
      const places = kept(builder.constantOf(node.inputs[1])!, extents[axis]);
      const target = builder.value(gradient!).shape;
      const { outer, inner } = splitAt(extents, axis);
      const indices = Float64Array.from({ length: elementCount(target) }, (_, at) =>
        places.length === 0 ? 0 : places[Math.floor(at / inner) % places.length],
      );
      if (outer * inner * places.length === 0) {
        return full(builder, type, shape, 0);
      }
      const scattered = builder.add(
        'ScatterElements',
        [full(builder, type, extents, 0), builder.constant(tensor('int64', target, indices)), gradient!],
        { axis: int(axis) },
      );
      return reshape(builder, scattered, shape);
    },
    undefined,
  ],
};

function sliced(attributes: Attributes, shape: Shape): { axis: number; extents: Shape } {
  const axis = intAttribute(attributes, 'axis', undefined);
  return axis === undefined
    ? { axis: 0, extents: [elementCount(shape)] }
    : { axis: axisOf('Compress', axis, shape), extents: shape };
}

/** Places at which the condition is true; it may be shorter than the axis, and what it says beyond it counts nothing. */
function kept({ data }: Tensor, extent: number): number[] {
  return [...data.keys()].filter((place) => place < extent && data[place] !== 0);
}
