import { intAttribute } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Attributes } from '../../graph/node';
import type { ValueName } from '../../graph/value';
import { compare, divide, multiply, select } from './emit';

/** The attribute `p` of the pools by norms. */
export function orderAttribute(attributes: Attributes): number {
  return intAttribute(attributes, 'p', 2);
}

/**
 * ∂loss/∂x of y = (Σ|x|ᵖ)^(1/p): sign(x)·|x|^(p−1)·dY/y^(p−1), and zero where the norm is zero, as PyTorch has it.
 * `spread` takes what belongs to each y to the elements that it is made of.
 */
export function normGradient(
  builder: GraphBuilder,
  order: number,
  x: ValueName,
  y: ValueName,
  dy: ValueName,
  spread: (share: ValueName) => ValueName,
): ValueName {
  const sign = builder.add('Sign', [x]);
  if (order === 1) {
    return multiply(builder, sign, spread(dy));
  }
  const power = (value: ValueName): ValueName =>
    order === 2 ? value : builder.add('Pow', [value, builder.scalar(builder.value(x).type, order - 1)]);
  const isZero = compare(builder, 'Equal', y, 0);
  const share = select(builder, isZero, 0, divide(builder, dy, power(select(builder, isZero, 1, y))));
  return multiply(
    builder,
    order === 2 ? x : multiply(builder, sign, power(builder.add('Abs', [x]))),
    spread(share),
  );
}
