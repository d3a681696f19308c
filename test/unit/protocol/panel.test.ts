import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type ToPanel, toPanelSchema } from '../../../src/protocol/panel';

/** What the panel reads of a message: it travels as JSON. */
function received(message: ToPanel): ToPanel {
  return v.parse(toPanelSchema, JSON.parse(JSON.stringify(message)));
}

describe('messages to the panel', () => {
  it('carry a loss that is not a number', () => {
    expect(
      received({
        kind: 'losses',
        reset: false,
        points: [
          [1, 2.5],
          [2, Number.NaN],
        ],
      }),
    ).toEqual({
      kind: 'losses',
      reset: false,
      points: [
        [1, 2.5],
        [2, Number.NaN],
      ],
    });
  });

  it('carry the overlay of a run that diverges', () => {
    const overlay = {
      step: 3,
      loss: Number.NaN,
      modules: {
        conv1: {
          activation: {
            mean: Number.NaN,
            std: Number.NaN,
            l2: Number.NaN,
            min: -1,
            max: 2,
            zeros: 0,
            nonFinite: 4,
          },
        },
      },
      merges: [],
      parameterGradient: { 'conv1.weight': Number.NaN },
    };
    expect(received({ kind: 'overlay', overlay })).toEqual({ kind: 'overlay', overlay });
    expect(received({ kind: 'overlay', overlay: null })).toEqual({ kind: 'overlay', overlay: null });
  });

  it('are refused where a number is missing', () => {
    expect(v.safeParse(toPanelSchema, { kind: 'losses', reset: false, points: [['1', 2]] }).success).toBe(
      false,
    );
    expect(v.safeParse(toPanelSchema, { kind: 'overlay', overlay: { step: 1 } }).success).toBe(false);
  });
});
