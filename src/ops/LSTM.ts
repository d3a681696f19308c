import type { Operator } from './operator';
import { add, full, multiply, subtractFrom } from './support/emit';
import { bodyGradient } from './support/bodyGradient';
import { evaluateRecurrent, inferRecurrent, logistic, recurrentCost } from './support/recurrent';
import { type CellInputs, type CellState, recurrentBody } from './support/recurrentBody';
import {
  concatenate,
  gatesOf,
  parts,
  recurrentGradient,
  type Sequence,
  type SequenceGradient,
  shifted,
  sum,
} from './support/recurrentGradient';

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997) over a sequence: c = f·c + i·g, h = o·tanh c with the gates
 * i, o, f = σ(Wx + Rh + b) and g = tanh(Wx + Rh + b), in this order. With peepholes (Gers & Schmidhuber 2000) i and f also
 * read P·c before the step, o after it. ONNX LSTM-14 with its default activations.
 */
export const LSTM: Operator = {
  name: 'LSTM',
  infer: (context) => inferRecurrent(context, 4, true),
  evaluate: (context) =>
    evaluateRecurrent('LSTM', 4, context, (x, h, state, memory, { peepholes }) => {
      const hidden = state.length;
      for (let unit = 0; unit < hidden; unit++) {
        const gate = (index: number) => x[index * hidden + unit] + h[index * hidden + unit];
        const seen = (place: number) => (peepholes?.[place * hidden + unit] ?? 0) * memory[unit];
        const [i, f] = [logistic(gate(0) + seen(0)), logistic(gate(2) + seen(2))];
        memory[unit] = f * memory[unit] + i * Math.tanh(gate(3));
        state[unit] = logistic(gate(1) + seen(1)) * Math.tanh(memory[unit]);
      }
    }),
  gradient: (context) =>
    (context.node.inputs[7] ?? '') === ''
      ? gradientWithoutPeepholes(context)
      : gradientWithPeepholes(context),
  cost: (context) => recurrentCost(context, 4),
};

const gradientWithoutPeepholes = recurrentGradient(4, differentiate);

const gradientWithPeepholes = bodyGradient((builder, node) => recurrentBody(builder, node, 4, peepholeCell));

function peepholeCell({ builder, fromInput, fromState, peephole, state, memory }: CellInputs): CellState {
  const gate = (index: number) => add(builder, fromInput(index), fromState(index, state));
  const seeing = (index: number, value: string) => {
    const weights = peephole(index);
    const seen =
      weights === undefined ? gate(index) : add(builder, gate(index), multiply(builder, weights, value));
    return builder.add('Sigmoid', [seen]);
  };
  const kept = multiply(builder, seeing(2, memory), memory);
  const added = multiply(builder, seeing(0, memory), builder.add('Tanh', [gate(3)]));
  const next = add(builder, kept, added);
  return { state: multiply(builder, seeing(1, next), builder.add('Tanh', [next])), memory: next };
}

/**
 * With ∂h the gradient of the state: ∂c = ∂h·o(1 − tanh²c) + ∂c′f′ of the next step; the gates' inputs get ∂c·g·i(1 − i),
 * ∂h·tanh c·o(1 − o), ∂c·c₋₁·f(1 − f) and ∂c·i(1 − g²).
 */
function differentiate(sequence: Sequence): SequenceGradient {
  const { builder, sizes, recurrentWeights, masked } = sequence;
  const slope = (gate: string) => multiply(builder, gate, subtractFrom(builder, 1, gate));
  const oneMinusSquare = (value: string) => subtractFrom(builder, 1, multiply(builder, value, value));
  const gates = gatesOf(builder, add(builder, sequence.fromInput, sequence.fromState), sizes);
  const [i, o, f] = gates.slice(0, 3).map((gate) => builder.add('Sigmoid', [gate]));
  const g = builder.add('Tanh', [gates[3]]);

  const forgotten = parts(builder, f, sizes);
  const added = parts(builder, multiply(builder, i, g), sizes);
  let memory = sequence.firstMemory;
  const memories = forgotten.map((forget, t) => {
    memory = add(builder, multiply(builder, forget, memory), added[t]);
    return memory;
  });
  const c = concatenate(builder, memories, 0);
  const before = shifted(builder, sequence.firstMemory, c, sizes);
  const squashed = builder.add('Tanh', [c]);

  const byGate = [
    multiply(builder, g, slope(i)),
    multiply(builder, squashed, slope(o)),
    multiply(builder, before, slope(f)),
    multiply(builder, i, oneMinusSquare(g)),
  ];
  const factors = parts(builder, masked(concatenate(builder, byGate, 1)), sizes);
  const intoMemory = parts(builder, masked(multiply(builder, o, oneMinusSquare(squashed))), sizes);
  const kept = parts(builder, masked(f), sizes);

  const zero = full(builder, builder.value(c).type, [sizes.batch, sizes.hidden], 0);
  let [state, later]: (string | undefined)[] = [];
  const gradients: string[] = [];
  for (let t = sizes.steps - 1; t >= 0; t--) {
    const dh = sum(builder, sequence.stateGradients[t], state) ?? zero;
    const dc = sum(builder, multiply(builder, dh, intoMemory[t]), later, sequence.memoryGradients[t])!;
    gradients[t] = multiply(builder, concatenate(builder, [dc, dh, dc, dc], 1), factors[t]);
    state = builder.add('MatMul', [gradients[t], recurrentWeights]);
    later = multiply(builder, dc, kept[t]);
  }
  const all = concatenate(builder, gradients, 0);
  return { fromInput: all, fromState: all, firstState: state, firstMemory: later };
}
