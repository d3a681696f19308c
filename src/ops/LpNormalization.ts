import { intAttribute, int } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { type Operator, ShapeError } from './operator';
import { axisAttribute, splitAt } from './support/axes';
import { compare, divide, multiply, reduceSum, select, subtract } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { unaryGradient } from './support/unary';

/**
 * X divided by its norm of order `p` (1 or 2, default 2) along an axis; a line of zeros stays zero and has the gradient
 * zero. ONNX LpNormalization-22.
 */
export const LpNormalization: Operator = {
  name: 'LpNormalization',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    axisAttribute(context, shape, -1);
    orderOf(context.attributes);
    return [{ type, shape }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisAttribute({ operator: 'LpNormalization', attributes: context.attributes }, shape, -1);
    const { outer, extent, inner } = splitAt(shape, axis);
    const isFirst = orderOf(context.attributes) === 1;
    const result = new Float64Array(data.length);
    for (let line = 0; line < outer * inner; line++) {
      const start = Math.floor(line / inner) * extent * inner + (line % inner);
      const end = start + extent * inner;
      let sum = 0;
      for (let index = start; index < end; index += inner) {
        sum += isFirst ? Math.abs(data[index]) : data[index] ** 2;
      }
      const norm = isFirst ? sum : Math.sqrt(sum);
      for (let index = start; index < end; index += inner) {
        result[index] = norm === 0 ? 0 : data[index] / norm;
      }
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) => {
    const axis = axisAttribute({ operator: 'LpNormalization', attributes }, builder.value(x).shape, -1);
    const isFirst = orderOf(attributes) === 1;
    const norm = builder.add(isFirst ? 'ReduceL1' : 'ReduceL2', [x, builder.int64s([axis])], {
      keepdims: int(1),
    });
    // The norm's own gradient is sign(X) for p = 1, Y for p = 2.
    const direction = isFirst ? builder.add('Sign', [x]) : y;
    const along = reduceSum(builder, multiply(builder, dy, y), [axis], true);
    const change = subtract(builder, dy, multiply(builder, direction, along));
    return select(builder, compare(builder, 'Greater', norm, 0), divide(builder, change, norm), 0);
  }),
};

function orderOf(attributes: Attributes): number {
  const order = intAttribute(attributes, 'p', 2);
  if (order !== 1 && order !== 2) {
    throw new ShapeError(`LpNormalization has the order ${order}; ONNX knows 1 and 2.`);
  }
  return order;
}
