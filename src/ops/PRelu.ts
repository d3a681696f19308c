import { sameShape } from '../graph/shape';
import { formatShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { commonShape, evaluateBinary, sumTo } from './support/broadcast';
import { compare, multiply, select } from './support/emit';
import { requiredInput } from './support/inputs';

/** x where x > 0, else slope·x with a learnable slope (input 1) that is broadcast to x (He et al. 2015). ONNX PRelu-16. */
export const PRelu: Operator = {
  name: 'PRelu',
  infer(context) {
    const [x, slope] = [requiredInput(context, 0), requiredInput(context, 1)];
    if (!sameShape(commonShape(context.operator, [x, slope]), x.shape)) {
      throw new ShapeError(
        `PRelu has a slope of shape ${formatShape(slope.shape)} that does not fit its input of shape ${formatShape(x.shape)}.`,
      );
    }
    return [{ type: x.type, shape: x.shape }];
  },
  evaluate: (context) => evaluateBinary(context, (x, slope) => (x > 0 ? x : slope * x)),
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [x, slope] = node.inputs;
    const isPositive = () => compare(builder, 'Greater', x, 0);
    return [
      () => select(builder, isPositive(), gradient!, multiply(builder, gradient!, slope)),
      () =>
        sumTo(
          builder,
          select(builder, isPositive(), 0, multiply(builder, gradient!, x)),
          builder.value(slope).shape,
        ),
    ];
  },
};
