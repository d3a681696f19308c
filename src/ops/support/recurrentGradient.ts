import type { Attributes } from '../../graph/node';
import { int } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import { tensor } from '../../graph/tensor';
import type { ValueName } from '../../graph/value';
import { type GradientContext, type GradientRule, MissingGradientError } from '../operator';
import { add, full, gemm, multiply, reduceSum, reshape, reverse, slice } from './emit';
import { lazy } from './lazy';
import { recurrentSizes, type RecurrentSizes } from './recurrent';

/**
 * Backpropagation through time (Werbos 1990) as nodes. What does not depend on the gradient of a later step is computed for
 * all steps at once, from the states that the forward pass gave out; only a handful of nodes are left for each step.
 * Sequences are matrices here, [steps·batch, …], in the order in which the cell went through them.
 */
export interface Sequence {
  readonly builder: GraphBuilder;
  readonly sizes: RecurrentSizes;
  /** Wx + b and Rh + b of every step, [steps·batch, gates·hidden]. */
  readonly fromInput: ValueName;
  readonly fromState: ValueName;
  /** The state before and after each step, [steps·batch, hidden]. */
  readonly before: ValueName;
  readonly after: ValueName;
  /** The memory before the first step, [batch, hidden]. */
  readonly firstMemory: ValueName;
  readonly recurrentWeights: ValueName;
  /** ∂loss/∂state and ∂loss/∂memory that reach each step from outside; undefined where none does. */
  readonly stateGradients: readonly (ValueName | undefined)[];
  readonly memoryGradients: readonly (ValueName | undefined)[];
  /** Zeroes the rows that lie behind the end of their example. */
  readonly masked: (rows: ValueName) => ValueName;
}

export interface SequenceGradient {
  /** ∂loss/∂fromInput and ∂loss/∂fromState, [steps·batch, gates·hidden]. */
  readonly fromInput: ValueName;
  readonly fromState: ValueName;
  /** [batch, hidden] */
  readonly firstState: ValueName;
  /** Left out for a cell without a memory. */
  readonly firstMemory?: ValueName;
}

export function recurrentGradient(
  gates: number,
  differentiate: (sequence: Sequence) => SequenceGradient,
): GradientRule {
  return (context) => {
    const { node, builder } = context;
    const shapes = node.inputs.map((input) => (input === '' ? undefined : builder.value(input).shape));
    const sizes = recurrentSizes(node.operator, gates, shapes, node.attributes);
    const parts = lazy(() =>
      sizes.directions.map((direction, index) =>
        differentiateDirection(context, gates, sizes, direction === 'reverse', index, differentiate),
      ),
    );
    const stacked = (pick: (part: DirectionGradient) => ValueName) => () =>
      concatenate(builder, parts().map(pick), 0);
    const { steps, batch, input } = sizes;
    return [
      () =>
        parts()
          .map((part) => reshape(builder, part.input(), [steps, batch, input]))
          .reduce((sum, each) => add(builder, sum, each)),
      stacked((part) => part.inputWeights()),
      stacked((part) => part.recurrentWeights()),
      stacked((part) => part.biases()),
      undefined,
      stacked((part) => part.firstState()),
      stacked((part) => part.firstMemory()),
    ];
  };
}

/** The gradients of one direction; those of weights and states with a leading axis of one. */
interface DirectionGradient {
  readonly input: () => ValueName;
  readonly inputWeights: () => ValueName;
  readonly recurrentWeights: () => ValueName;
  readonly biases: () => ValueName;
  readonly firstState: () => ValueName;
  readonly firstMemory: () => ValueName;
}

function differentiateDirection(
  { node, builder, outputGradients }: GradientContext,
  gates: number,
  sizes: RecurrentSizes,
  isReversed: boolean,
  index: number,
  differentiate: (sequence: Sequence) => SequenceGradient,
): DirectionGradient {
  const { steps, batch, input, hidden } = sizes;
  const width = gates * hidden;
  const [x, w, r, b = '', lengthsInput = '', h0 = '', c0 = ''] = node.inputs;
  const { type } = builder.value(x);
  const lengths = lengthsInput === '' ? undefined : builder.constantOf(lengthsInput)?.data;
  if (lengthsInput !== '' && lengths === undefined) {
    throw new MissingGradientError(
      `The gradient of ${node.name} needs the lengths of its sequences as a constant.`,
    );
  }
  const inOrder = (rows: ValueName): ValueName =>
    isReversed ? backwards(builder, rows, sizes, lengths) : rows;
  /** The part of this direction, without its axis. */
  const own = (value: ValueName, axis: number): ValueName => {
    const { shape } = builder.value(value);
    const part = slice(builder, value, [{ axis, start: index, end: index + 1, step: 1 }]);
    return reshape(
      builder,
      part,
      shape.filter((_, at) => at !== axis),
    );
  };
  const state = (value: ValueName) =>
    value === '' ? full(builder, type, [batch, hidden], 0) : own(value, 0);
  const rows = (value: ValueName) => inOrder(reshape(builder, own(value, 1), [steps * batch, hidden]));

  const inputs = inOrder(reshape(builder, x, [steps * batch, input]));
  const [inputWeights, recurrentWeights] = [own(w, 0), own(r, 0)];
  const after = rows(node.outputs[0]);
  const before = shifted(builder, state(h0), after, sizes);
  const biased = (product: ValueName, start: number): ValueName =>
    b === ''
      ? product
      : add(builder, product, slice(builder, own(b, 0), [{ axis: 0, start, end: start + width, step: 1 }]));
  const transposeB = { transposeA: false, transposeB: true };

  const isInside = lengths && rowMask(type, sizes, (t, n) => t < lengths[n]);
  const isLast = lengths && rowMask(type, sizes, (t, n) => t === lengths[n] - 1);
  const [all, last, lastMemory] = outputGradients;
  /** What reaches the last step of each example, as one entry for each step. */
  const atEnd = (gradient: ValueName | undefined): (ValueName | undefined)[] => {
    const final = gradient === undefined ? undefined : own(gradient, 0);
    if (final === undefined || isLast === undefined) {
      return Array.from({ length: steps }, (_, t) => (t === steps - 1 ? final : undefined));
    }
    return parts(builder, builder.constant(isLast), sizes).map((mask) => multiply(builder, final, mask));
  };
  const outer = all === undefined ? [] : parts(builder, rows(all), sizes);
  const stateGradients = atEnd(last).map((end, t) => sum(builder, outer[t], end));

  const gradient = differentiate({
    builder,
    sizes,
    fromInput: biased(gemm(builder, inputs, inputWeights, transposeB), 0),
    fromState: biased(gemm(builder, before, recurrentWeights, transposeB), width),
    before,
    after,
    firstMemory: state(c0),
    recurrentWeights,
    stateGradients,
    memoryGradients: atEnd(lastMemory),
    masked: (value) =>
      isInside === undefined ? value : multiply(builder, value, builder.constant(isInside)),
  });
  const stack = (value: ValueName) => reshape(builder, value, [1, ...builder.value(value).shape]);
  const transposeA = { transposeA: true, transposeB: false };
  const isAlike = gradient.fromInput === gradient.fromState;
  return {
    input: () => inOrder(builder.add('MatMul', [gradient.fromInput, inputWeights])),
    inputWeights: () => stack(gemm(builder, gradient.fromInput, inputs, transposeA)),
    recurrentWeights: () => stack(gemm(builder, gradient.fromState, before, transposeA)),
    biases: () => {
      const first = reduceSum(builder, gradient.fromInput, [0], false);
      const second = isAlike ? first : reduceSum(builder, gradient.fromState, [0], false);
      return reshape(builder, concatenate(builder, [first, second], 0), [1, 2 * width]);
    },
    firstState: () => stack(gradient.firstState),
    firstMemory: () => stack(gradient.firstMemory ?? gradient.firstState),
  };
}

export function concatenate(builder: GraphBuilder, values: readonly ValueName[], axis: number): ValueName {
  return values.length === 1 ? values[0] : builder.add('Concat', values, { axis: int(axis) });
}

export function split(
  builder: GraphBuilder,
  value: ValueName,
  axis: number,
  sizes: readonly number[],
): ValueName[] {
  if (sizes.length === 1) {
    return [value];
  }
  const attributes: Attributes = { axis: int(axis) };
  return builder.addNode({
    operator: 'Split',
    inputs: [value, builder.int64s(sizes)],
    attributes,
    outputCount: sizes.length,
  });
}

/** The gates of [rows, gates·hidden]. */
export function gatesOf(builder: GraphBuilder, value: ValueName, { hidden }: RecurrentSizes): ValueName[] {
  const count = builder.value(value).shape[1] / hidden;
  return split(builder, value, 1, Array<number>(count).fill(hidden));
}

/** The steps of [steps·batch, …]. */
export function parts(builder: GraphBuilder, rows: ValueName, { steps, batch }: RecurrentSizes): ValueName[] {
  return split(builder, rows, 0, Array<number>(steps).fill(batch));
}

/** The sequence one step later, `first` in front. */
export function shifted(
  builder: GraphBuilder,
  first: ValueName,
  rows: ValueName,
  { steps, batch }: RecurrentSizes,
): ValueName {
  if (steps === 1) {
    return first;
  }
  const rest = slice(builder, rows, [{ axis: 0, start: 0, end: (steps - 1) * batch, step: 1 }]);
  return concatenate(builder, [first, rest], 0);
}

/** The sum of what is there; zero where nothing is. */
export function sum(
  builder: GraphBuilder,
  ...values: readonly (ValueName | undefined)[]
): ValueName | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : given.reduce((total, value) => add(builder, total, value));
}

/** The other way through each example, which is its own inverse. What lies behind the end of an example stays. */
function backwards(
  builder: GraphBuilder,
  rows: ValueName,
  { steps, batch }: RecurrentSizes,
  lengths: Float64Array | undefined,
): ValueName {
  const { shape } = builder.value(rows);
  if (lengths === undefined) {
    return reshape(builder, reverse(builder, reshape(builder, rows, [steps, batch, shape[1]]), [0]), shape);
  }
  const order = Array.from({ length: steps * batch }, (_, row) => {
    const [t, n] = [Math.floor(row / batch), row % batch];
    return t < lengths[n] ? (lengths[n] - 1 - t) * batch + n : row;
  });
  return builder.add('Gather', [rows, builder.int64s(order)], { axis: int(0) });
}

function rowMask(
  type: Parameters<typeof tensor>[0],
  { steps, batch }: RecurrentSizes,
  holds: (t: number, n: number) => boolean,
) {
  const elements = Array.from({ length: steps * batch }, (_, row) =>
    holds(Math.floor(row / batch), row % batch) ? 1 : 0,
  );
  return tensor(type, [steps * batch, 1], elements);
}
