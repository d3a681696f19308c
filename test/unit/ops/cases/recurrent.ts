import { int, string } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import { constant, type OperatorCase, spread } from '../operatorCase';

interface Cell {
  readonly operator: string;
  readonly gates: number;
  readonly states: number;
  readonly attributes: Attributes;
}
const cells: readonly Cell[] = [
  { operator: 'RNN', gates: 1, states: 1, attributes: {} },
  { operator: 'GRU', gates: 3, states: 1, attributes: { linear_before_reset: int(1) } },
  { operator: 'LSTM', gates: 4, states: 2, attributes: {} },
];
const [steps, batch, input, hidden] = [4, 2, 3, 2];

interface Form {
  readonly about: string;
  readonly direction?: string;
  readonly withoutBias?: boolean;
  readonly withoutState?: boolean;
  readonly lengths?: readonly number[];
}
const forms: readonly Form[] = [
  { about: 'forward' },
  { about: 'without bias and first state', withoutBias: true, withoutState: true },
  { about: 'in reverse', direction: 'reverse' },
  { about: 'both ways', direction: 'bidirectional' },
  { about: 'both ways over sequences of different lengths', direction: 'bidirectional', lengths: [4, 2] },
];

export const recurrentCases: readonly OperatorCase[] = cells.flatMap(
  ({ operator, gates, states, attributes }) =>
    forms.map(({ about, direction = 'forward', withoutBias, withoutState, lengths }) => {
      const directions = direction === 'bidirectional' ? 2 : 1;
      const weights = (...shape: number[]) => spread(shape, -0.7, 0.7);
      return {
        operator,
        about,
        inputs: [
          spread([steps, batch, input]),
          weights(directions, gates * hidden, input),
          weights(directions, gates * hidden, hidden),
          withoutBias ? undefined : weights(directions, 2 * gates * hidden),
          lengths && constant('int32', [batch], lengths),
          ...(withoutState ? [] : Array.from({ length: states }, () => weights(directions, batch, hidden))),
        ],
        attributes: { ...attributes, hidden_size: int(hidden), direction: string(direction) },
        outputCount: states + 1,
      };
    }),
);
