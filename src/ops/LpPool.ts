import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { inputTensor, requiredInput } from './support/inputs';
import { normGradient, orderAttribute } from './support/norm';
import { poolingAxes } from './support/pooling';
import { spreadOverWindows } from './support/spreadWindows';
import { windowOffsets } from './support/window';

/** Norm of order `p` (default 2) of each window of X [N, C, spatial…]; padding counts as zeros. ONNX LpPool-18. */
export const LpPool: Operator = {
  name: 'LpPool',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axes = poolingAxes(context.operator, context.attributes, shape);
    return [{ type, shape: [shape[0], shape[1], ...axes.map((axis) => axis.output)] }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const offsets = windowOffsets(poolingAxes('LpPool', context.attributes, shape));
    const order = orderAttribute(context.attributes);
    const [output] = context.outputTypes;
    const positions = elementCount(output.shape.slice(2));
    const plane = elementCount(shape.slice(2));
    const sums = new Float64Array(elementCount(output.shape));
    for (let row = 0; row < shape[0] * shape[1]; row++) {
      for (let index = 0; index < offsets.length; index++) {
        if (offsets[index] >= 0) {
          sums[row * positions + (index % positions)] +=
            Math.abs(data[row * plane + offsets[index]]) ** order;
        }
      }
    }
    return [{ ...output, data: sums.map((sum) => sum ** (1 / order)) }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const [x] = node.inputs;
      const { shape } = builder.value(x);
      const axes = poolingAxes('LpPool', node.attributes, shape);
      return normGradient(builder, orderAttribute(node.attributes), x, node.outputs[0], gradient!, (share) =>
        spreadOverWindows(builder, share, axes, shape),
      );
    },
  ],
};
