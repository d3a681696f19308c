import type { Operator } from './operator';
import { cast, compare, divide, multiply, reduceSum, select } from './support/emit';
import { evaluateReduction, inferReduction, reductionGradient } from './support/reduction';
import { int } from '../graph/attributes';

/** Product over some axes; the gradient is right where factors are zero, too. ONNX ReduceProd-18. */
export const ReduceProd: Operator = {
  name: 'ReduceProd',
  infer: inferReduction,
  evaluate: (context) => evaluateReduction(context, 1, (product, x) => product * x),
  gradient: reductionGradient(({ builder, x, dy, axes }) => {
    if (axes.length === 0) {
      return dy;
    }
    const { type } = builder.value(x);
    // The product of the other factors: that of all non-zero ones over x, where no other factor is zero.
    const isZero = compare(builder, 'Equal', x, 0);
    const nonZero = select(builder, isZero, 1, x);
    const product = builder.add('ReduceProd', [nonZero, builder.int64s(axes)], { keepdims: int(1) });
    const zero = cast(builder, isZero, type);
    const otherZeros = builder.add('Sub', [reduceSum(builder, zero, axes, true), zero]);
    const others = divide(builder, product, nonZero);
    return multiply(builder, dy, select(builder, compare(builder, 'Equal', otherZeros, 0), others, 0));
  }),
};
