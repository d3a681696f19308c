import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import { bodyGradient } from './support/bodyGradient';
import { add, full, multiply, subtract, subtractFrom } from './support/emit';
import { evaluateRecurrent, inferRecurrent, logistic, recurrentCost } from './support/recurrent';
import { type CellInputs, type CellState, recurrentBody } from './support/recurrentBody';
import {
  concatenate,
  gatesOf,
  parts,
  recurrentGradient,
  type Sequence,
  type SequenceGradient,
  sum,
} from './support/recurrentGradient';

/**
 * Gated recurrent unit (Cho et al. 2014) over a sequence: h = (1 − z)·n + z·h with z, r = σ(Wx + Rh + b) and
 * n = tanh(Wx + b + r·(Rh + b)), in this order, as PyTorch computes it; with `linear_before_reset` 0, ONNX's default,
 * n = tanh(Wx + b + R(r·h) + b). ONNX GRU-14 with its default activations.
 */
export const GRU: Operator = {
  name: 'GRU',
  infer: (context) => inferRecurrent(context, 3, false),
  evaluate: (context) =>
    evaluateRecurrent('GRU', 3, context, (x, h, state, _, cell) => {
      const hidden = state.length;
      const gate = (index: number) =>
        state.map((__, unit) => logistic(x[index * hidden + unit] + h[index * hidden + unit]));
      const [z, r] = [gate(0), gate(1)];
      const linear = resetsAfter(context.attributes)
        ? r.map((reset, unit) => reset * h[2 * hidden + unit])
        : cell.fromVector(
            2,
            r.map((reset, unit) => reset * state[unit]),
          );
      state.forEach((before, unit) => {
        const n = Math.tanh(x[2 * hidden + unit] + linear[unit]);
        state[unit] = (1 - z[unit]) * n + z[unit] * before;
      });
    }),
  gradient: (context) =>
    resetsAfter(context.node.attributes) ? gradientOfResetAfter(context) : gradientOfResetBefore(context),
  cost: (context) => recurrentCost(context, 3),
};

function resetsAfter(attributes: Attributes): boolean {
  return intAttribute(attributes, 'linear_before_reset', 0) !== 0;
}

const gradientOfResetAfter = recurrentGradient(3, differentiate);

const gradientOfResetBefore = bodyGradient((builder, node) =>
  recurrentBody(builder, node, 3, resetBeforeCell),
);

function resetBeforeCell({ builder, fromInput, fromState, state, memory }: CellInputs): CellState {
  const [z, r] = [0, 1].map((gate) =>
    builder.add('Sigmoid', [add(builder, fromInput(gate), fromState(gate, state))]),
  );
  const linear = fromState(2, multiply(builder, r, state));
  const n = builder.add('Tanh', [add(builder, fromInput(2), linear)]);
  return { state: add(builder, n, multiply(builder, z, subtract(builder, state, n))), memory };
}

/** The gates' inputs get ∂h·(h₋₁ − n)z(1 − z), ∂n·(Rh + b)r(1 − r) and ∂n = ∂h·(1 − z)(1 − n²); Rh + b of n gets ∂n·r. */
function differentiate(sequence: Sequence): SequenceGradient {
  const { builder, sizes, recurrentWeights, masked } = sequence;
  const slope = (gate: string) => multiply(builder, gate, subtractFrom(builder, 1, gate));
  const [xz, xr, xn] = gatesOf(builder, sequence.fromInput, sizes);
  const [hz, hr, hn] = gatesOf(builder, sequence.fromState, sizes);
  const z = builder.add('Sigmoid', [add(builder, xz, hz)]);
  const r = builder.add('Sigmoid', [add(builder, xr, hr)]);
  const n = builder.add('Tanh', [add(builder, xn, multiply(builder, r, hn))]);

  const intoZ = multiply(builder, subtract(builder, sequence.before, n), slope(z));
  const intoN = multiply(
    builder,
    subtractFrom(builder, 1, z),
    subtractFrom(builder, 1, multiply(builder, n, n)),
  );
  const intoR = multiply(builder, multiply(builder, intoN, hn), slope(r));
  const ofInput = masked(concatenate(builder, [intoZ, intoR, intoN], 1));
  const ofState = masked(concatenate(builder, [intoZ, intoR, multiply(builder, intoN, r)], 1));
  const factors = parts(builder, ofState, sizes);
  const kept = parts(builder, masked(z), sizes);

  const zero = full(builder, builder.value(n).type, [sizes.batch, sizes.hidden], 0);
  let state: string | undefined;
  const [gradients, states]: [string[], string[]] = [[], []];
  for (let t = sizes.steps - 1; t >= 0; t--) {
    const dh = sum(builder, sequence.stateGradients[t], state) ?? zero;
    states[t] = dh;
    gradients[t] = multiply(builder, concatenate(builder, [dh, dh, dh], 1), factors[t]);
    state = add(
      builder,
      builder.add('MatMul', [gradients[t], recurrentWeights]),
      multiply(builder, dh, kept[t]),
    );
  }
  const dh = concatenate(builder, states, 0);
  return {
    fromInput: multiply(builder, concatenate(builder, [dh, dh, dh], 1), ofInput),
    fromState: concatenate(builder, gradients, 0),
    firstState: state!,
  };
}
