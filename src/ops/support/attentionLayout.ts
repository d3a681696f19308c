import { floatAttribute, intAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { broadcastShapes, formatShape, sameShape, type Shape } from '../../graph/shape';
import { ShapeError } from '../operator';

/** Sizes of an Attention node. */
export interface AttentionLayout {
  readonly batch: number;
  readonly queryHeads: number;
  readonly keyHeads: number;
  readonly querySteps: number;
  /** Keys that the node is given, and those with the ones of the past. */
  readonly keySteps: number;
  readonly pastSteps: number;
  readonly allSteps: number;
  readonly headSize: number;
  readonly valueSize: number;
  /** Whether the inputs are [batch, steps, heads·size] rather than [batch, heads, steps, size]. */
  readonly isFlat: boolean;
}

/** @throws ShapeError where the inputs (query, key, value, mask, past key, past value, lengths) do not fit together. */
export function attentionLayout(
  attributes: Attributes,
  [query, key, value, mask, pastKey, pastValue, lengths]: readonly (Shape | undefined)[],
): AttentionLayout {
  const rank = query?.length;
  if (
    query === undefined ||
    key === undefined ||
    value === undefined ||
    (rank !== 3 && rank !== 4) ||
    key.length !== rank ||
    value.length !== rank
  ) {
    const given = [query, key, value].map((shape) => (shape === undefined ? 'none' : formatShape(shape)));
    throw new ShapeError(
      `Attention needs query, key and value of three or four axes, not ${given.join(', ')}.`,
    );
  }
  const isFlat = rank === 3;
  const queryHeads = isFlat ? intAttribute(attributes, 'q_num_heads', 0) : query[1];
  const keyHeads = isFlat ? intAttribute(attributes, 'kv_num_heads', 0) : key[1];
  const steps = rank - 2;
  const size = (shape: Shape, heads: number) => shape[rank - 1] / (isFlat ? heads : 1);
  const pastSteps = pastKey?.[2] ?? 0;
  const layout = {
    batch: query[0],
    queryHeads,
    keyHeads,
    querySteps: query[isFlat ? 1 : steps],
    keySteps: key[isFlat ? 1 : steps],
    pastSteps,
    allSteps: pastSteps + key[isFlat ? 1 : steps],
    headSize: size(query, queryHeads),
    valueSize: size(value, keyHeads),
    isFlat,
  };
  const full = [layout.batch, queryHeads, layout.querySteps, layout.allSteps];
  const padded = mask && [...mask.slice(0, -1), layout.allSteps];
  const fits =
    queryHeads > 0 &&
    keyHeads > 0 &&
    queryHeads % keyHeads === 0 &&
    Number.isInteger(layout.headSize) &&
    Number.isInteger(layout.valueSize) &&
    size(key, keyHeads) === layout.headSize &&
    (isFlat || value[1] === keyHeads) &&
    value[isFlat ? 1 : 2] === layout.keySteps &&
    key[0] === layout.batch &&
    value[0] === layout.batch &&
    (pastKey === undefined) === (pastValue === undefined) &&
    (pastKey === undefined || sameShape(pastKey, [layout.batch, keyHeads, pastSteps, layout.headSize])) &&
    (pastValue === undefined ||
      sameShape(pastValue, [layout.batch, keyHeads, pastSteps, layout.valueSize])) &&
    (lengths === undefined || sameShape(lengths, [layout.batch])) &&
    (mask === undefined ||
      (mask.at(-1)! <= layout.allSteps && sameShape(broadcastShapes(padded!, full) ?? [], full)));
  if (!fits) {
    const named = { query, key, value, mask, pastKey, pastValue, lengths };
    const given = Object.entries(named).flatMap(([name, shape]) =>
      shape === undefined ? [] : [`${name} ${formatShape(shape)}`],
    );
    throw new ShapeError(
      `Attention with ${queryHeads} query heads and ${keyHeads} key heads cannot combine ${given.join(', ')}.`,
    );
  }
  return layout;
}

export interface AttentionSettings {
  readonly scale: number;
  /** Scores become cap·tanh(score/cap); 0 for none. */
  readonly softcap: number;
  readonly isCausal: boolean;
  /** Keys before and after its own place that a query sees; −1 for all. */
  readonly windowBefore: number;
  readonly windowAfter: number;
  /** What output 3 holds: scores (0), capped ones (1), those with the mask (2) or the probabilities (3). */
  readonly scoreOutput: number;
}

export function attentionSettings(attributes: Attributes, headSize: number): AttentionSettings {
  return {
    scale: floatAttribute(attributes, 'scale', 1 / Math.sqrt(headSize)),
    softcap: floatAttribute(attributes, 'softcap', 0),
    isCausal: intAttribute(attributes, 'is_causal', 0) === 1,
    windowBefore: intAttribute(attributes, 'left_window_size', -1),
    windowAfter: intAttribute(attributes, 'right_window_size', -1),
    scoreOutput: intAttribute(attributes, 'qk_matmul_output_mode', 0),
  };
}

/** Whether the query at `place` among all steps may see a key. */
export function sees(
  { isCausal, windowBefore, windowAfter }: AttentionSettings,
  place: number,
  key: number,
): boolean {
  return (
    (!isCausal || key <= place) &&
    (windowBefore < 0 || place - key <= windowBefore) &&
    (windowAfter < 0 || key - place <= windowAfter)
  );
}
