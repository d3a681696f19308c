import { int, string } from '../../../../src/graph/attributes';
import type { Attributes } from '../../../../src/graph/node';
import { constant, type OperatorCase, spread } from '../operatorCase';

interface Cell {
  readonly operator: string;
  readonly about?: string;
  readonly peepholes?: boolean;
  readonly gates: number;
  readonly states: number;
  readonly attributes: Attributes;
}
const cells: readonly Cell[] = [
  { operator: 'RNN', gates: 1, states: 1, attributes: {} },
  { operator: 'GRU', gates: 3, states: 1, attributes: { linear_before_reset: int(1) } },
  { operator: 'GRU', about: 'resetting before, ', gates: 3, states: 1, attributes: {} },
  { operator: 'LSTM', gates: 4, states: 2, attributes: {} },
  { operator: 'LSTM', about: 'peepholes, ', gates: 4, states: 2, peepholes: true, attributes: {} },
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
  ({ operator, about: kind = '', gates, states, peepholes, attributes }) =>
    forms.map(({ about, direction = 'forward', withoutBias, withoutState, lengths }) => {
      const directions = direction === 'bidirectional' ? 2 : 1;
      const weights = (...shape: number[]) => spread(shape, -0.7, 0.7);
      return {
        operator,
        about: kind + about,
        inputs: [
          spread([steps, batch, input]),
          weights(directions, gates * hidden, input),
          weights(directions, gates * hidden, hidden),
          withoutBias ? undefined : weights(directions, 2 * gates * hidden),
          lengths && constant('int32', [batch], lengths),
          ...Array.from({ length: states }, () =>
            withoutState ? undefined : weights(directions, batch, hidden),
          ),
          ...(peepholes ? [weights(directions, 3 * hidden)] : []),
        ],
        attributes: { ...attributes, hidden_size: int(hidden), direction: string(direction) },
        outputCount: states + 1,
      };
    }),
);
