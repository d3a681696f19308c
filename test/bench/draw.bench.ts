/** The random numbers of one step of a GPT with dropout: 8 sequences of 128 tokens, width 256, 4 layers of 4 heads. */
import { bench, describe } from 'vitest';
import type { RandomInput } from '../../src/graph/draw';
import { Generator } from '../../src/engine/random/generator';
import { RandomInputs } from '../../src/engine/randomInputs';

const mask = (...shape: number[]): RandomInput => ({
  value: shape.join(),
  draw: { kind: 'dropout', ratio: 0.1 },
  type: 'float32',
  shape,
});
const layers = Array.from({ length: 4 }, () => [mask(8, 4, 128, 128), mask(8, 128, 256), mask(8, 128, 256)]);
const inputs = [mask(8, 128, 256), ...layers.flat()];

describe('random numbers of a step', () => {
  const random = new RandomInputs(new Generator(0), inputs, (type) => type);
  bench('masks of a GPT', () => random.advance(), { time: 2000 });
});
