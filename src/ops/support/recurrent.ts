import { intAttribute, stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { formatShape, sameShape, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueType } from '../../graph/value';
import { type Cost, type EvaluateContext, type InferContext, ShapeError } from '../operator';
import { inputTensor, requiredInput } from './inputs';

/**
 * What ONNX's RNN, GRU and LSTM have in common: X [steps, batch, input], W [directions, gates·hidden, input],
 * R [directions, gates·hidden, hidden], B [directions, 2·gates·hidden], sequence_lens [batch], initial_h
 * [directions, batch, hidden] and, for a cell with a memory, initial_c. They give Y [steps, directions, batch, hidden], the
 * last state Y_h and the last memory Y_c. LSTM's peepholes P are [directions, 3·hidden]. Activations are the default ones,
 * without `clip` and `input_forget`.
 */

export interface RecurrentSizes {
  readonly steps: number;
  readonly batch: number;
  readonly input: number;
  readonly hidden: number;
  readonly directions: readonly ('forward' | 'reverse')[];
}

/** @throws ShapeError where the weights do not fit the input. */
export function recurrentSizes(
  operator: string,
  gates: number,
  shapes: readonly (Shape | undefined)[],
  attributes: Attributes,
): RecurrentSizes {
  const [x, w, r] = shapes;
  const direction = stringAttribute(attributes, 'direction', 'forward');
  const directions =
    direction === 'bidirectional'
      ? (['forward', 'reverse'] as const)
      : ([direction === 'reverse' ? 'reverse' : 'forward'] as const);
  if (intAttribute(attributes, 'layout', 0) !== 0) {
    throw new ShapeError(`${operator} is supported with layout 0 alone: steps first, then the batch.`);
  }
  if (x?.length !== 3 || w?.length !== 3 || r?.length !== 3) {
    throw new ShapeError(`${operator} needs an input and weights of three axes each.`);
  }
  const hidden = r[2];
  const expected = [
    { name: 'input weights', shape: w, wanted: [directions.length, gates * hidden, x[2]] },
    { name: 'recurrent weights', shape: r, wanted: [directions.length, gates * hidden, hidden] },
    { name: 'biases', shape: shapes[3], wanted: [directions.length, 2 * gates * hidden] },
    { name: 'sequence lengths', shape: shapes[4], wanted: [x[1]] },
    { name: 'first state', shape: shapes[5], wanted: [directions.length, x[1], hidden] },
    { name: 'first memory', shape: shapes[6], wanted: [directions.length, x[1], hidden] },
    { name: 'peepholes', shape: shapes[7], wanted: [directions.length, 3 * hidden] },
  ];
  for (const { name, shape, wanted } of expected) {
    if (shape !== undefined && !sameShape(shape, wanted)) {
      throw new ShapeError(
        `${operator} of an input ${formatShape(x)} needs ${name} ${formatShape(wanted)}, not ${formatShape(shape)}.`,
      );
    }
  }
  return { steps: x[0], batch: x[1], input: x[2], hidden, directions };
}

export function inferRecurrent(context: InferContext, gates: number, hasMemory: boolean): ValueType[] {
  const { type } = requiredInput(context, 0);
  for (const attribute of ['activations', 'activation_alpha', 'activation_beta', 'clip', 'input_forget']) {
    if (context.attributes[attribute] !== undefined) {
      throw new ShapeError(`${context.operator} is not supported with the attribute ${attribute}.`);
    }
  }
  const shapes = context.inputs.map((input) => input?.shape);
  const { steps, batch, hidden, directions } = recurrentSizes(
    context.operator,
    gates,
    shapes,
    context.attributes,
  );
  const last = { type, shape: [directions.length, batch, hidden] };
  const all = { type, shape: [steps, directions.length, batch, hidden] };
  return hasMemory ? [all, last, last] : [all, last];
}

export function recurrentCost(context: InferContext, gates: number): Cost {
  const shapes = context.inputs.map((input) => input?.shape);
  const sizes = recurrentSizes(context.operator, gates, shapes, context.attributes);
  const { steps, batch, input, hidden, directions } = sizes;
  return { macs: directions.length * steps * batch * gates * hidden * (input + hidden) };
}

/** One step of one example. `x` and `h` are Wx + b and Rh + b, gate by gate; `state` and `memory` are replaced. */
export type CellStep = (
  x: Float64Array,
  h: Float64Array,
  state: Float64Array,
  memory: Float64Array,
  cell: Cell,
) => void;

/** The weights that a cell may need beyond Wx + b and Rh + b. */
export interface Cell {
  /** Rv + b of one gate for another vector than the state. */
  fromVector(gate: number, vector: Float64Array): Float64Array;
  /** LSTM's peepholes, gate by gate; undefined where there are none. */
  readonly peepholes: Float64Array | undefined;
}

/** Runs a cell over each example of the batch, in both directions where that is asked for. */
export function evaluateRecurrent(
  operator: string,
  gates: number,
  context: EvaluateContext,
  step: CellStep,
): Tensor[] {
  const [x, w, r] = [0, 1, 2].map((index) => inputTensor(context, index));
  const [, , , bias, lengths, firstState, firstMemory, peepholes] = context.inputs;
  const shapes = context.inputs.map((input) => input?.shape);
  const sizes = recurrentSizes(operator, gates, shapes, context.attributes);
  const { steps, batch, input, hidden, directions } = sizes;
  const width = gates * hidden;
  const results = context.outputTypes.map(
    ({ shape }) => new Float64Array(shape.reduce((count, extent) => count * extent, 1)),
  );
  const fromInput = new Float64Array(width);
  const fromState = new Float64Array(width);
  directions.forEach((direction, d) => {
    const inputBias = bias?.data.subarray(d * 2 * width, d * 2 * width + width);
    const stateBias = bias?.data.subarray(d * 2 * width + width, (d + 1) * 2 * width);
    const cell: Cell = {
      fromVector(gate, vector) {
        const result = new Float64Array(hidden);
        const start = (d * gates + gate) * hidden * hidden;
        product(r.data, start, vector, 0, hidden, stateBias?.subarray(gate * hidden), result);
        return result;
      },
      peepholes: peepholes?.data.subarray(d * 3 * hidden, (d + 1) * 3 * hidden),
    };
    for (let n = 0; n < batch; n++) {
      const at = (d * batch + n) * hidden;
      const state = firstState?.data.slice(at, at + hidden) ?? new Float64Array(hidden);
      const memory = firstMemory?.data.slice(at, at + hidden) ?? new Float64Array(hidden);
      const length = lengths?.data[n] ?? steps;
      for (let place = 0; place < length; place++) {
        const t = direction === 'forward' ? place : length - 1 - place;
        product(w.data, d * width * input, x.data, (t * batch + n) * input, input, inputBias, fromInput);
        product(r.data, d * width * hidden, state, 0, hidden, stateBias, fromState);
        step(fromInput, fromState, state, memory, cell);
        results[0].set(state, ((t * directions.length + d) * batch + n) * hidden);
      }
      results[1]?.set(state, at);
      results[2]?.set(memory, at);
    }
  });
  return context.outputTypes.map((type, index) => ({ ...type, data: results[index] }));
}

function product(
  matrix: Float64Array,
  matrixStart: number,
  vector: Float64Array,
  vectorStart: number,
  length: number,
  bias: Float64Array | undefined,
  result: Float64Array,
): void {
  for (let row = 0; row < result.length; row++) {
    let sum = bias?.[row] ?? 0;
    const start = matrixStart + row * length;
    for (let column = 0; column < length; column++) {
      sum += matrix[start + column] * vector[vectorStart + column];
    }
    result[row] = sum;
  }
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
