import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Overlay } from '../../src/protocol/overlay';
import { skiplineJson } from '../support/commandLine';

/** What `smallRuns.py` writes. */
const golden = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'golden/smallRuns.json'), 'utf8'),
) as {
  readonly torch: string;
  readonly models: Readonly<
    Record<
      'GPT' | 'SequenceClassifier' | 'UNet',
      {
        readonly input: readonly number[];
        readonly loss: number;
        readonly parameterGradient: Readonly<Record<string, number>>;
      }
    >
  >;
};

const file = (name: string) => path.join(import.meta.dirname, 'models', name);

describe(`one training pass, with dropout, against PyTorch ${golden.torch}`, () => {
  it.each([
    ['GPT', file('learning.py'), 'int64:'],
    ['SequenceClassifier', file('sequencesAndPictures.py'), 'int64:'],
    ['UNet', file('sequencesAndPictures.py'), ''],
  ] as const)('%s', async (name, module, type) => {
    const { input, loss, parameterGradient } = golden.models[name];
    const run = await skiplineJson<Overlay>(
      ...['run', `${module}:${name}`, '--input', `${type}${input.join('x')}`],
      ...['--seed', '0', '--loss', 'cross-entropy'],
    );
    const scale = Math.hypot(...Object.values(parameterGradient));
    // A gradient that is zero but for rounding has no relative error.
    const errors = Object.entries(parameterGradient)
      .filter(([, norm]) => norm > 1e-6 * scale)
      .map(([parameter, norm]) => Math.abs(run.parameterGradient[parameter] - norm) / norm);
    const lossError = Math.abs(run.loss - loss) / loss;
    console.log(
      `${name}: loss ${lossError.toExponential(1)}, worst of ${errors.length} parameter gradients ${Math.max(...errors).toExponential(1)}`,
    );
    expect(lossError).toBeLessThanOrEqual(1e-5);
    expect(errors.every((error) => error <= 1e-4)).toBe(true);
    expect(errors.length).toBeGreaterThan(0.8 * Object.keys(parameterGradient).length);
  });
});
