import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount } from '../graph/shape';
import { tensor } from '../graph/tensor';
import type { Operator } from './operator';
import { divide, multiply } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { poolingAxes } from './support/pooling';
import { spreadOverWindows } from './support/spreadWindows';
import { type WindowAxis, windowOffsets } from './support/window';

/**
 * Mean of each window of X [N, C, spatial…]. Padding counts as zeros where `count_include_pad` is 1, otherwise only the
 * elements that exist are averaged; what `ceil_mode` adds beyond the padding never counts. ONNX AveragePool-19.
 */
export const AveragePool: Operator = {
  name: 'AveragePool',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axes = poolingAxes(context.operator, context.attributes, shape);
    return [{ type, shape: [shape[0], shape[1], ...axes.map((axis) => axis.output)] }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axes = poolingAxes('AveragePool', context.attributes, shape);
    const offsets = windowOffsets(axes);
    const divisors = divisorsOf(axes, context.attributes);
    const [output] = context.outputTypes;
    const positions = divisors.length;
    const plane = elementCount(shape.slice(2));
    const result = new Float64Array(elementCount(output.shape));
    for (let row = 0; row < shape[0] * shape[1]; row++) {
      for (let index = 0; index < offsets.length; index++) {
        if (offsets[index] >= 0) {
          result[row * positions + (index % positions)] += data[row * plane + offsets[index]];
        }
      }
      for (let position = 0; position < positions; position++) {
        result[row * positions + position] /= divisors[position];
      }
    }
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { type, shape } = builder.value(node.inputs[0]);
      const axes = poolingAxes('AveragePool', node.attributes, shape);
      const divisors = divisorsOf(axes, node.attributes);
      const isUniform = divisors.every((divisor) => divisor === divisors[0]);
      const spatial = axes.map((axis) => axis.output);
      const share = isUniform
        ? multiply(builder, gradient!, 1 / divisors[0])
        : divide(builder, gradient!, builder.constant(tensor(type, [1, 1, ...spatial], divisors)));
      return spreadOverWindows(builder, share, axes, shape);
    },
  ],
};

/** How many elements each output position (row-major) is a mean of. */
function divisorsOf(axes: readonly WindowAxis[], attributes: Attributes): Float64Array {
  const includesPadding = intAttribute(attributes, 'count_include_pad', 0) === 1;
  let divisors = Float64Array.of(1);
  for (const axis of axes) {
    const [first, last] = includesPadding ? [-axis.padBegin, axis.input + axis.padEnd] : [0, axis.input];
    const counts = Array.from({ length: axis.output }, (_, position) => {
      let count = 0;
      for (let tap = 0; tap < axis.kernel; tap++) {
        const read = position * axis.stride + tap * axis.dilation - axis.padBegin;
        count += read >= first && read < last ? 1 : 0;
      }
      return count;
    });
    divisors = Float64Array.from([...divisors].flatMap((outer) => counts.map((count) => outer * count)));
  }
  return divisors;
}
