import type { Operator } from './operator';
import { axisAttribute } from './support/axes';
import { multiply, reduceSum, subtract } from './support/emit';
import { evaluateAlongAxis, inferAlongAxis } from './support/softmax';
import { unaryGradient } from './support/unary';

/** x − log Σeˣ along an axis; dX = dY − eʸ·ΣdY. ONNX LogSoftmax-13. */
export const LogSoftmax: Operator = {
  name: 'LogSoftmax',
  infer: inferAlongAxis,
  evaluate: (context) => evaluateAlongAxis(context, (x, logSumExp) => x - logSumExp),
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) => {
    const axis = axisAttribute({ operator: 'LogSoftmax', attributes }, builder.value(x).shape, -1);
    const total = reduceSum(builder, dy, [axis], true);
    return subtract(builder, dy, multiply(builder, builder.add('Exp', [y]), total));
  }),
};
