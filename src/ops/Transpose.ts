import { formatShape, rowMajorStrides } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { permutationAttribute } from './support/axes';
import { pick, stridedOffsets } from './support/broadcast';
import { transpose } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { unaryGradient } from './support/unary';

/** Reorders the axes: output axis i is input axis perm[i]; reversed where `perm` is left out. ONNX Transpose-21. */
export const Transpose: Operator = {
  name: 'Transpose',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const permutation = permutationAttribute(context.attributes, shape.length);
    if (permutation.length !== shape.length || shape.some((_, axis) => !permutation.includes(axis))) {
      throw new ShapeError(
        `Transpose cannot arrange the axes of the shape ${formatShape(shape)} as ${permutation.join(', ')}.`,
      );
    }
    return [{ type, shape: permutation.map((axis) => shape[axis]) }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const [output] = context.outputTypes;
    const strides = rowMajorStrides(shape);
    const permutation = permutationAttribute(context.attributes, shape.length);
    const offsets = stridedOffsets(
      output.shape,
      permutation.map((axis) => strides[axis]),
    );
    return [{ ...output, data: pick(data, offsets) }];
  },
  gradient: unaryGradient(({ builder, attributes, x, dy }) => {
    const permutation = permutationAttribute(attributes, builder.value(x).shape.length);
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return transpose(builder, dy, inverse);
  }),
};
