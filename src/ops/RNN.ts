import type { Operator } from './operator';
import { full, multiply, subtractFrom } from './support/emit';
import { evaluateRecurrent, inferRecurrent, recurrentCost } from './support/recurrent';
import {
  concatenate,
  parts,
  recurrentGradient,
  type Sequence,
  type SequenceGradient,
  sum,
} from './support/recurrentGradient';

/** Elman's network (1990) over a sequence: h = tanh(Wx + Rh + b). ONNX RNN-14 with its default activation. */
export const RNN: Operator = {
  name: 'RNN',
  infer: (context) => inferRecurrent(context, 1, false),
  evaluate: (context) =>
    evaluateRecurrent('RNN', 1, context, (x, h, state) => {
      state.forEach((_, unit) => {
        state[unit] = Math.tanh(x[unit] + h[unit]);
      });
    }),
  gradient: recurrentGradient(1, differentiate),
  cost: (context) => recurrentCost(context, 1),
};

/** The input of the tanh gets ∂h·(1 − h²). */
function differentiate(sequence: Sequence): SequenceGradient {
  const { builder, sizes, after, recurrentWeights, masked } = sequence;
  const slope = masked(subtractFrom(builder, 1, multiply(builder, after, after)));
  const factors = parts(builder, slope, sizes);
  const zero = full(builder, builder.value(after).type, [sizes.batch, sizes.hidden], 0);
  let state: string | undefined;
  const gradients: string[] = [];
  for (let t = sizes.steps - 1; t >= 0; t--) {
    const dh = sum(builder, sequence.stateGradients[t], state) ?? zero;
    gradients[t] = multiply(builder, dh, factors[t]);
    state = builder.add('MatMul', [gradients[t], recurrentWeights]);
  }
  const all = concatenate(builder, gradients, 0);
  return { fromInput: all, fromState: all, firstState: state! };
}
