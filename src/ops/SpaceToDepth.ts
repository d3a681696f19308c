import { intAttribute } from '../graph/attributes';
import { rowMajorStrides } from '../graph/shape';
import type { Operator } from './operator';
import { blockOrder, checkBlocks, inversePermutation } from './support/blocks';
import { pick, stridedOffsets } from './support/broadcast';
import { inputTensor, requiredInput } from './support/inputs';

/** Rearranges blocks of space into channels, DepthToSpace's inverse: [N, C, H·b, W·b] → [N, C·b², H, W]. ONNX SpaceToDepth-13. */
export const SpaceToDepth: Operator = {
  name: 'SpaceToDepth',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const block = intAttribute(context.attributes, 'blocksize', 1);
    checkBlocks(context.operator, shape, [
      { axis: 2, by: block },
      { axis: 3, by: block },
    ]);
    const [batch, channels, height, width] = shape;
    return [{ type, shape: [batch, channels * block ** 2, height / block, width / block] }];
  },
  evaluate(context) {
    const { data } = inputTensor(context, 0);
    const [output] = context.outputTypes;
    const { split, permutation } = blockOrder({ blocksize: context.attributes.blocksize }, output.shape);
    const wide = rowMajorStrides(permutation.map((axis) => split[axis]));
    const offsets = stridedOffsets(
      split,
      inversePermutation(permutation).map((axis) => wide[axis]),
    );
    return [{ ...output, data: pick(data, offsets) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => builder.add('DepthToSpace', [gradient!], { blocksize: node.attributes.blocksize }),
  ],
};
