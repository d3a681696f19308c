import type { Operator } from './operator';
import { axisAttribute } from './support/axes';
import { multiply, reduceSum, subtract } from './support/emit';
import { evaluateAlongAxis, inferAlongAxis } from './support/softmax';
import { unaryGradient } from './support/unary';

/** eˣ / Σeˣ along an axis; dX = y(dY − Σ dY·y). ONNX Softmax-13. */
export const Softmax: Operator = {
  name: 'Softmax',
  infer: inferAlongAxis,
  evaluate: (context) => evaluateAlongAxis(context, (x, logSumExp) => Math.exp(x - logSumExp)),
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) => {
    const axis = axisAttribute({ operator: 'Softmax', attributes }, builder.value(x).shape, -1);
    const weighted = reduceSum(builder, multiply(builder, dy, y), [axis], true);
    return multiply(builder, subtract(builder, dy, weighted), y);
  }),
};
