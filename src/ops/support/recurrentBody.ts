import { int } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { tensor } from '../../graph/tensor';
import type { ValueName } from '../../graph/value';
import { MissingGradientError } from '../operator';
import { add, full, multiply, reshape, slice, transposeMatrix } from './emit';
import { recurrentSizes } from './recurrent';

/** What one step of a cell reads; the values are [batch, …]. */
export interface CellInputs {
  readonly builder: GraphBuilder;
  /** Wx + b of one gate. */
  readonly fromInput: (gate: number) => ValueName;
  /** Rh + b of one gate, for the state before the step or another one. */
  readonly fromState: (gate: number, state: ValueName) => ValueName;
  /** The peephole weights of one gate; undefined where there are none. */
  readonly peephole: (gate: number) => ValueName | undefined;
  readonly state: ValueName;
  readonly memory: ValueName;
}

export interface CellState {
  readonly state: ValueName;
  readonly memory: ValueName;
}

/**
 * A recurrent node spelt out step by step, for the cells whose gradient has no form for all steps at once. Outputs are the
 * node's: all states, the last one and the last memory.
 */
export function recurrentBody(
  builder: GraphBuilder,
  node: Node,
  gates: number,
  cell: (inputs: CellInputs) => CellState,
): ValueName[] {
  const [x, w, r, b = '', lengthsInput = '', h0 = '', c0 = '', p = ''] = node.inputs;
  const shapes = node.inputs.map((input) => (input === '' ? undefined : builder.value(input).shape));
  const { steps, batch, input, hidden, directions } = recurrentSizes(
    node.operator,
    gates,
    shapes,
    node.attributes,
  );
  const { type } = builder.value(x);
  const lengths = lengthsInput === '' ? undefined : builder.constantOf(lengthsInput)?.data;
  if (lengthsInput !== '' && lengths === undefined) {
    throw new MissingGradientError(
      `The gradient of ${node.name} needs the lengths of its sequences as a constant.`,
    );
  }
  /** Rows of a matrix, or a part of a vector. */
  const part = (value: ValueName, start: number, count: number) =>
    slice(builder, value, [{ axis: 0, start, end: start + count, step: 1 }]);
  const own = (value: ValueName, direction: number, shape: readonly number[]) =>
    reshape(builder, part(value, direction, 1), shape);
  const run = directions.map((way, direction) => {
    const inputWeights = own(w, direction, [gates * hidden, input]);
    const stateWeights = own(r, direction, [gates * hidden, hidden]);
    const biases = b === '' ? undefined : own(b, direction, [2 * gates * hidden]);
    const peepholes = p === '' ? undefined : own(p, direction, [3 * hidden]);
    const first = (value: ValueName) =>
      value === '' ? full(builder, type, [batch, hidden], 0) : own(value, direction, [batch, hidden]);
    const linear = (value: ValueName, weights: ValueName, gate: number, biasStart: number) => {
      const turned = transposeMatrix(builder, part(weights, gate * hidden, hidden));
      const product = builder.add('MatMul', [value, turned]);
      return biases === undefined
        ? product
        : add(builder, product, part(biases, biasStart + gate * hidden, hidden));
    };
    let current: CellState = { state: first(h0), memory: first(c0) };
    const states = new Array<ValueName>(steps);
    const order = [...Array(steps).keys()];
    for (const t of way === 'reverse' ? order.reverse() : order) {
      const row = reshape(builder, part(x, t, 1), [batch, input]);
      const before = current;
      const next = cell({
        builder,
        fromInput: (gate) => linear(row, inputWeights, gate, 0),
        fromState: (gate, state) => linear(state, stateWeights, gate, gates * hidden),
        peephole: (gate) => (peepholes === undefined ? undefined : part(peepholes, gate * hidden, hidden)),
        ...before,
      });
      // Behind the end of a sequence its state stays and its output is zero. The way back begins at that end.
      const isInside =
        lengths &&
        tensor(
          type,
          [batch, 1],
          Float64Array.from(lengths, (end) => (t < end ? 1 : 0)),
        );
      current =
        isInside === undefined
          ? next
          : {
              state: mixed(builder, isInside.data, next.state, before.state),
              memory: mixed(builder, isInside.data, next.memory, before.memory),
            };
      states[t] =
        isInside === undefined ? next.state : multiply(builder, next.state, builder.constant(isInside));
    }
    return { states, ...current };
  });
  const stacked = (values: readonly ValueName[], shape: readonly number[]) =>
    reshape(
      builder,
      values.length === 1 ? values[0] : builder.add('Concat', values, { axis: int(0) }),
      shape,
    );
  const perDirection = [directions.length, batch, hidden];
  const all = Array.from({ length: steps }, (_, t) => run.map(({ states }) => states[t])).flat();
  return [
    stacked(all, [steps, ...perDirection]),
    stacked(
      run.map(({ state }) => state),
      perDirection,
    ),
    stacked(
      run.map(({ memory }) => memory),
      perDirection,
    ),
  ];
}

/** `next` in the rows where the mask is one, `before` in the others. */
function mixed(builder: GraphBuilder, mask: Float64Array, next: ValueName, before: ValueName): ValueName {
  const condition = builder.constant(tensor('bool', [mask.length, 1], mask));
  return builder.add('Where', [condition, next, before]);
}
