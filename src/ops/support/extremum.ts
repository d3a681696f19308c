import type { GradientRule } from '../operator';
import { sumTo } from './broadcast';
import { cast, compare, divide, multiply } from './emit';
import { lazy } from './lazy';

/** Rule of Max and Min: the gradient goes to the inputs that equal the output, in equal shares where several do, as PyTorch has it. */
export const extremumGradient: GradientRule = ({ node, builder, outputGradients: [gradient] }) => {
  const [y] = node.outputs;
  const { type } = builder.value(y);
  const masks = node.inputs.map((input) =>
    lazy(() => cast(builder, compare(builder, 'Equal', y, input), type)),
  );
  const share = lazy(() => {
    const ties = masks.map((mask) => mask());
    return ties.length === 1 ? gradient! : divide(builder, gradient!, builder.add('Sum', ties));
  });
  return node.inputs.map((input, index) => () => {
    const part = share();
    return sumTo(builder, multiply(builder, part, masks[index]()), builder.value(input).shape);
  });
};
