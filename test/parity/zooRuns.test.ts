import { describe, expect, it } from 'vitest';
import type { Overlay } from '../../src/protocol/overlay';
import { skiplineJson } from '../support/commandLine';
import { torchvisionPath } from '../support/torchvision';
import { chosenModels, unpacked, zooGolden } from '../support/zooModels';

/** One pass in training mode, as `zooRuns.py` writes it. */
interface Golden {
  readonly loss: number;
  /** Of the parameters that have a gradient. */
  readonly names: readonly string[];
  /** l2 of each gradient. */
  readonly norms: string;
  /** The same pass in float64; absent for large models. */
  readonly exactLoss?: number;
  readonly exactNorms?: string;
}
const { torch, models } = zooGolden<Golden>('zooRuns');

const tolerance = { loss: 1e-5, gradients: 1e-4 };

const few = ['mobilenet_v3_small', 'squeezenet1_1'];

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
}

describe(`one training pass of torchvision's models, 2×3×crop², seed 0, against PyTorch ${torch}`, () => {
  const chosen = chosenModels(few).filter(({ name }) => name in models);
  it.each(chosen.map((model) => [model.name, model] as const))('%s', async (name, model) => {
    const { loss, parameterGradient } = await skiplineJson<Overlay>(
      ...['run', `${model.file}:${name}`, '--kwargs', JSON.stringify(model.settings)],
      ...['--python-path', torchvisionPath()!, '--input', `2x3x${model.crop}x${model.crop}`],
      ...['--seed', '0', '--time-limit', '120'],
    );
    const golden = models[name];
    const norms = unpacked(golden.norms);
    const exact = golden.exactNorms === undefined ? undefined : unpacked(golden.exactNorms);
    expect(golden.names.filter((path) => !(path in parameterGradient))).toEqual([]);

    // A gradient that is zero but for rounding, as that of a bias before a normalisation, has no relative error.
    const scale = Math.hypot(...norms);
    const isMeant = (index: number) => norms[index] > 1e-6 * scale;
    const errors = golden.names.map((path, index) => relative(parameterGradient[path], norms[index]));
    const meant = errors.map((error, index) => (isMeant(index) ? error : 0));
    const worst = meant.indexOf(Math.max(...meant));
    const fromExact = (of: (index: number) => number) =>
      exact === undefined
        ? NaN
        : Math.max(
            ...golden.names.map((_, index) => (isMeant(index) ? relative(of(index), exact[index]) : 0)),
          );
    const ours = fromExact((index) => parameterGradient[golden.names[index]]);
    const theirs = fromExact((index) => norms[index]);
    console.log(
      `${name}: loss ${relative(loss, golden.loss).toExponential(1)}, gradients ${meant[worst].toExponential(1)} (${golden.names[worst]})` +
        (exact === undefined
          ? ''
          : `; from float64 ${ours.toExponential(1)} here, ${theirs.toExponential(1)} in PyTorch`),
    );
    // Where float32 itself is further than the tolerance from float64, nobody can be held to it.
    const rounding = Number.isNaN(theirs) ? 0 : theirs;
    expect(relative(loss, golden.loss)).toBeLessThanOrEqual(tolerance.loss);
    expect(meant[worst]).toBeLessThanOrEqual(Math.max(tolerance.gradients, 3 * rounding));
  });
});
