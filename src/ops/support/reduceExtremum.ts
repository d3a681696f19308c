import { cast, compare, divide, multiply, reduceSum } from './emit';
import { reductionGradient } from './reduction';

/** Rule of ReduceMax and ReduceMin: equal shares to all elements that equal the extremum, as PyTorch's amax has it. */
export const reduceExtremumGradient = reductionGradient(({ builder, x, y, dy, axes }) => {
  const mask = cast(builder, compare(builder, 'Equal', x, y), builder.value(x).type);
  return multiply(builder, mask, divide(builder, dy, reduceSum(builder, mask, axes, true)));
});
