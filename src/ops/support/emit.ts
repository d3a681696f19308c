import type { GraphBuilder } from '../../graph/builder';
import type { DataType } from '../../graph/dataType';
import { float, int, ints, tensorAttribute } from '../../graph/attributes';
import { elementCount, sameShape, type Shape } from '../../graph/shape';
import { filled } from '../../graph/tensor';
import type { Attributes } from '../../graph/node';
import type { ValueName } from '../../graph/value';
import { elementTypeNumber } from './elementType';

/**
 * Nodes that gradient rules are written in. Each function adds the node to the builder and returns its output; the ones
 * that would change nothing (a reshape to the same shape, say) add none. A number stands for a scalar of the other
 * operand's type.
 */

type Operand = ValueName | number;

function operand(builder: GraphBuilder, value: Operand, like: ValueName): ValueName {
  return typeof value === 'number' ? builder.scalar(builder.value(like).type, value) : value;
}

export function add(builder: GraphBuilder, a: ValueName, b: Operand): ValueName {
  return builder.add('Add', [a, operand(builder, b, a)]);
}

export function subtract(builder: GraphBuilder, a: ValueName, b: Operand): ValueName {
  return builder.add('Sub', [a, operand(builder, b, a)]);
}

/** a − b with a number in front. */
export function subtractFrom(builder: GraphBuilder, a: number, b: ValueName): ValueName {
  return builder.add('Sub', [operand(builder, a, b), b]);
}

export function multiply(builder: GraphBuilder, a: ValueName, b: Operand): ValueName {
  return b === 1 ? a : builder.add('Mul', [a, operand(builder, b, a)]);
}

export function divide(builder: GraphBuilder, a: ValueName, b: Operand): ValueName {
  return b === 1 ? a : builder.add('Div', [a, operand(builder, b, a)]);
}

/** `where` condition holds `yes`, else `no`. */
export function select(builder: GraphBuilder, condition: ValueName, yes: Operand, no: Operand): ValueName {
  const like = typeof yes === 'string' ? yes : no;
  if (typeof like === 'number') {
    throw new TypeError('One branch of a selection must be a value.');
  }
  return builder.add('Where', [condition, operand(builder, yes, like), operand(builder, no, like)]);
}

export function compare(
  builder: GraphBuilder,
  operator: 'Equal' | 'Greater' | 'GreaterOrEqual' | 'Less' | 'LessOrEqual',
  a: ValueName,
  b: Operand,
): ValueName {
  return builder.add(operator, [a, operand(builder, b, a)]);
}

export function cast(builder: GraphBuilder, value: ValueName, type: DataType): ValueName {
  return builder.value(value).type === type
    ? value
    : builder.add('Cast', [value], { to: int(elementTypeNumber(type)) });
}

export function reshape(builder: GraphBuilder, value: ValueName, shape: Shape): ValueName {
  if (sameShape(builder.value(value).shape, shape)) {
    return value;
  }
  // Without `allowzero`, an extent of zero stands for that of the input.
  const attributes: Attributes = shape.includes(0) ? { allowzero: int(1) } : {};
  return builder.add('Reshape', [value, builder.int64s(shape)], attributes);
}

export function expand(builder: GraphBuilder, value: ValueName, shape: Shape): ValueName {
  return sameShape(builder.value(value).shape, shape)
    ? value
    : builder.add('Expand', [value, builder.int64s(shape)]);
}

export function transpose(
  builder: GraphBuilder,
  value: ValueName,
  permutation: readonly number[],
): ValueName {
  const { shape } = builder.value(value);
  const moved = permutation.filter((axis) => shape[axis] !== 1);
  if (moved.every((axis, place) => place === 0 || moved[place - 1] < axis)) {
    // Only axes of extent one change places: the elements stay in order.
    return reshape(
      builder,
      value,
      permutation.map((axis) => shape[axis]),
    );
  }
  return builder.add('Transpose', [value], { perm: ints(permutation) });
}

/** Exchanges the last two axes. */
export function transposeMatrix(builder: GraphBuilder, value: ValueName): ValueName {
  const rank = builder.value(value).shape.length;
  return transpose(builder, value, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

export function reduceSum(
  builder: GraphBuilder,
  value: ValueName,
  axes: readonly number[],
  keepDimensions: boolean,
): ValueName {
  if (axes.length === 0) {
    return value;
  }
  return builder.add('ReduceSum', [value, builder.int64s(axes)], { keepdims: int(keepDimensions ? 1 : 0) });
}

export function reduceMean(
  builder: GraphBuilder,
  value: ValueName,
  axes: readonly number[],
  keepDimensions: boolean,
): ValueName {
  if (axes.length === 0) {
    return value;
  }
  return builder.add('ReduceMean', [value, builder.int64s(axes)], { keepdims: int(keepDimensions ? 1 : 0) });
}

/** Elements `start`, `start + step`, … before `end` of some axes. Bounds count from the start and are not negative, except that `end` is −1 for a negative step that runs through element 0. */
export interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export function slice(builder: GraphBuilder, value: ValueName, slices: readonly AxisSlice[]): ValueName {
  const { shape } = builder.value(value);
  const real = slices.filter(
    ({ axis, start, end, step }) => start !== 0 || end !== shape[axis] || step !== 1,
  );
  if (real.length === 0) {
    return value;
  }
  return builder.add('Slice', [
    value,
    builder.int64s(real.map(({ start }) => start)),
    // ONNX reads a negative end as counted from the back, so "before element 0" is one further than the whole axis.
    builder.int64s(real.map(({ axis, end }) => (end < 0 ? -shape[axis] - 1 : end))),
    builder.int64s(real.map(({ axis }) => axis)),
    builder.int64s(real.map(({ step }) => step)),
  ]);
}

/** Reverses the order of the elements along some axes. */
export function reverse(builder: GraphBuilder, value: ValueName, axes: readonly number[]): ValueName {
  const { shape } = builder.value(value);
  return slice(
    builder,
    value,
    axes
      .filter((axis) => shape[axis] !== 1)
      .map((axis) => ({ axis, start: shape[axis] - 1, end: -1, step: -1 })),
  );
}

/** Zeros around a value; negative numbers cut off. One entry per axis. */
export function pad(
  builder: GraphBuilder,
  value: ValueName,
  begins: readonly number[],
  ends: readonly number[],
): ValueName {
  if ([...begins, ...ends].every((amount) => amount === 0)) {
    return value;
  }
  return builder.add('Pad', [value, builder.int64s([...begins, ...ends])]);
}

/** A tensor of one repeated number; made when it is needed, so that a large one takes no space in the model. */
export function full(builder: GraphBuilder, type: DataType, shape: Shape, value: number): ValueName {
  if (elementCount(shape) <= 64) {
    return builder.constant(filled(type, shape, value));
  }
  return builder.add('ConstantOfShape', [builder.int64s(shape)], {
    value: tensorAttribute(filled(type, [1], value)),
  });
}

/** αAB with either operand transposed; both are matrices. */
export function gemm(
  builder: GraphBuilder,
  a: ValueName,
  b: ValueName,
  options: { readonly transposeA: boolean; readonly transposeB: boolean; readonly alpha?: number },
): ValueName {
  return builder.add('Gemm', [a, b], {
    transA: int(options.transposeA ? 1 : 0),
    transB: int(options.transposeB ? 1 : 0),
    alpha: float(options.alpha ?? 1),
  });
}
