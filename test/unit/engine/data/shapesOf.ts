import type { BatchShapes } from '../../../../src/engine/data/batch';

/** What a classifier reads. */
export function classifier(batch: number, input: readonly number[], classes: number): BatchShapes {
  return {
    inputs: [{ name: 'x', type: 'float32', shape: [batch, ...input] }],
    target: { type: 'int64', shape: [batch], classes },
  };
}

export const inOrder = { seed: 0, shuffle: false };
