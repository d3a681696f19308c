import { intAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { blockOrder, checkBlocks, inversePermutation } from './support/blocks';
import { pick, stridedOffsets } from './support/broadcast';
import { reshape, transpose } from './support/emit';
import { rowMajorStrides } from '../graph/shape';
import { inputTensor, requiredInput } from './support/inputs';

/** Rearranges blocks of channels into blocks of space: [N, C·b², H, W] → [N, C, H·b, W·b]. ONNX DepthToSpace-13. */
export const DepthToSpace: Operator = {
  name: 'DepthToSpace',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const block = intAttribute(context.attributes, 'blocksize', 1);
    checkBlocks(context.operator, shape, [{ axis: 1, by: block ** 2 }]);
    const [batch, depth, height, width] = shape;
    return [{ type, shape: [batch, depth / block ** 2, height * block, width * block] }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const { split, permutation } = blockOrder(context.attributes, shape);
    const strides = rowMajorStrides(split);
    const offsets = stridedOffsets(
      permutation.map((axis) => split[axis]),
      permutation.map((axis) => strides[axis]),
    );
    return [{ ...context.outputTypes[0], data: pick(data, offsets) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const { split, permutation } = blockOrder(node.attributes, shape);
      const apart = reshape(
        builder,
        gradient!,
        permutation.map((axis) => split[axis]),
      );
      return reshape(builder, transpose(builder, apart, inversePermutation(permutation)), shape);
    },
  ],
};
