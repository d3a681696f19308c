import { int, intAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { axisOf, splitAt } from './support/axes';
import { constantInput, inputTensor } from './support/inputs';
import { inferUnary } from './support/unary';

/**
 * Running sum along the axis in input 1 (a constant), from the end where `reverse` is 1, without the element itself where
 * `exclusive` is 1. Its adjoint runs the other way. ONNX CumSum-14.
 */
export const CumSum: Operator = {
  name: 'CumSum',
  infer(context) {
    const [output] = inferUnary(context);
    axisOf(context.operator, constantInput(context, 1).data[0], output.shape);
    return [output];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisOf('CumSum', inputTensor(context, 1).data[0], shape);
    const { outer, extent, inner } = splitAt(shape, axis);
    const isReverse = intAttribute(context.attributes, 'reverse', 0) === 1;
    const isExclusive = intAttribute(context.attributes, 'exclusive', 0) === 1;
    const result = new Float64Array(data.length);
    for (let line = 0; line < outer * inner; line++) {
      const start = Math.floor(line / inner) * extent * inner + (line % inner);
      let sum = 0;
      for (let place = 0; place < extent; place++) {
        const index = start + (isReverse ? extent - 1 - place : place) * inner;
        const before = sum;
        sum += data[index];
        result[index] = isExclusive ? before : sum;
      }
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () =>
      builder.add('CumSum', [gradient!, node.inputs[1]], {
        ...node.attributes,
        reverse: int(1 - intAttribute(node.attributes, 'reverse', 0)),
      }),
    undefined,
  ],
};
