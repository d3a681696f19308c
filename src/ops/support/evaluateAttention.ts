import type { Tensor } from '../../graph/tensor';
import { type AttentionLayout, type AttentionSettings, sees } from './attentionLayout';
import { broadcastOffsets } from './broadcast';

/** Output, key, value and scores of an Attention node. */
export function evaluateAttention(
  layout: AttentionLayout,
  settings: AttentionSettings,
  inputs: readonly (Tensor | undefined)[],
): Float64Array[] {
  const { batch, queryHeads, keyHeads, querySteps, allSteps, headSize, valueSize } = layout;
  const query = headsFirst(inputs[0]!.data, layout, queryHeads, querySteps, headSize);
  const key = withPast(layout, inputs[1]!.data, inputs[4]?.data, headSize);
  const value = withPast(layout, inputs[2]!.data, inputs[5]?.data, valueSize);
  const maskOf = maskReader(layout, inputs[3]);
  const lengths = inputs[6]?.data;
  const output = new Float64Array(batch * queryHeads * querySteps * valueSize);
  const scores = new Float64Array(batch * queryHeads * querySteps * allSteps);
  const line = new Float64Array(allSteps);
  for (let row = 0; row < batch * queryHeads * querySteps; row++) {
    const image = Math.floor(row / (queryHeads * querySteps));
    const head = Math.floor(row / querySteps) % queryHeads;
    const step = row % querySteps;
    const group = image * keyHeads + Math.floor(head / (queryHeads / keyHeads));
    const length = lengths?.[image];
    const place = step + (length === undefined ? layout.pastSteps : length - querySteps);
    let largest = -Infinity;
    for (let at = 0; at < allSteps; at++) {
      let score = 0;
      for (let feature = 0; feature < headSize; feature++) {
        score += query[row * headSize + feature] * key[(group * allSteps + at) * headSize + feature];
      }
      score *= settings.scale;
      const capped = settings.softcap > 0 ? settings.softcap * Math.tanh(score / settings.softcap) : score;
      const isSeen = sees(settings, place, at) && (length === undefined || at < length);
      line[at] = isSeen ? capped + maskOf(row, at) : -Infinity;
      scores[row * allSteps + at] = [score, capped, line[at], 0][settings.scoreOutput];
      largest = Math.max(largest, line[at]);
    }
    let sum = 0;
    for (let at = 0; at < allSteps; at++) {
      line[at] = largest === -Infinity ? 0 : Math.exp(line[at] - largest);
      sum += line[at];
    }
    for (let at = 0; at < allSteps; at++) {
      const probability = sum === 0 ? 0 : line[at] / sum;
      if (settings.scoreOutput === 3) {
        scores[row * allSteps + at] = probability;
      }
      for (let feature = 0; feature < valueSize; feature++) {
        output[row * valueSize + feature] +=
          probability * value[(group * allSteps + at) * valueSize + feature];
      }
    }
  }
  return [layout.isFlat ? stepsFirst(output, layout) : output, key, value, scores];
}

/** [batch, steps, heads, size] → [batch, heads, steps, size], where the input is flat. */
function headsFirst(
  data: Float64Array,
  { batch, isFlat }: AttentionLayout,
  heads: number,
  steps: number,
  size: number,
): Float64Array {
  return isFlat ? exchanged(data, [batch, steps, heads, size]) : data;
}

function stepsFirst(data: Float64Array, layout: AttentionLayout): Float64Array {
  return exchanged(data, [layout.batch, layout.queryHeads, layout.querySteps, layout.valueSize]);
}

/** Exchanges the middle two of four axes. */
function exchanged(
  data: Float64Array,
  [outer, first, second, size]: readonly [number, number, number, number],
): Float64Array {
  const result = new Float64Array(data.length);
  for (let index = 0; index < outer * first * second; index++) {
    const image = Math.floor(index / (first * second));
    const to = (image * second + (index % second)) * first + (Math.floor(index / second) % first);
    result.set(data.subarray(index * size, (index + 1) * size), to * size);
  }
  return result;
}

/** Key or value [batch, heads, all steps, size], what is past first. */
function withPast(
  layout: AttentionLayout,
  data: Float64Array,
  past: Float64Array | undefined,
  size: number,
): Float64Array {
  const { batch, keyHeads, keySteps, pastSteps, allSteps } = layout;
  const own = headsFirst(data, layout, keyHeads, keySteps, size);
  if (past === undefined) {
    return own;
  }
  const result = new Float64Array(batch * keyHeads * allSteps * size);
  for (let row = 0; row < batch * keyHeads; row++) {
    const start = row * allSteps * size;
    result.set(past.subarray(row * pastSteps * size, (row + 1) * pastSteps * size), start);
    result.set(own.subarray(row * keySteps * size, (row + 1) * keySteps * size), start + pastSteps * size);
  }
  return result;
}

/** What the mask adds to a score; keys beyond its end are not seen. */
function maskReader(layout: AttentionLayout, mask: Tensor | undefined): (row: number, at: number) => number {
  if (mask === undefined) {
    return () => 0;
  }
  const { batch, queryHeads, querySteps } = layout;
  const width = mask.shape.at(-1)!;
  const offsets = broadcastOffsets(mask.shape, [batch, queryHeads, querySteps, width]);
  return (row, at) => {
    if (at >= width) {
      return -Infinity;
    }
    const value = mask.data[offsets[row * width + at]];
    return mask.type !== 'bool' ? value : value === 0 ? -Infinity : 0;
  };
}
