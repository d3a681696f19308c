import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Overlay } from '../../src/protocol/overlay';
import { sampleFile, skiplineJson } from '../support/commandLine';
import { torchvisionFile, torchvisionPath } from '../support/torchvision';

/** What `golden.py` writes of one forward and backward pass. */
interface GoldenRun {
  readonly loss: number;
  readonly modules: Record<string, { activation: GoldenStatistics; gradient: GoldenStatistics }>;
  readonly parameterGradient: Record<string, number>;
  /** By parameter, how far PyTorch is from itself when it computes the same pass in other ways. */
  readonly ownSpread?: Record<string, number>;
}
interface GoldenStatistics {
  readonly mean: number;
  readonly std: number;
  readonly l2: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
}

function golden(name: string): GoldenRun {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'golden', `${name}.json`), 'utf8');
  return JSON.parse(text) as GoldenRun;
}

function relativeError(actual: number | undefined, expected: number): number {
  const error = Math.abs((actual ?? NaN) - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
  // The largest of several errors must not pass over what is no number.
  return Number.isNaN(error) ? Infinity : error;
}

/** Largest relative error of an l2 norm, and where it is. Norms below 1e-12 are rounding noise in PyTorch too. */
function worst(pairs: readonly (readonly [name: string, actual: number | undefined, expected: number])[]) {
  const errors = pairs
    .filter(([, , expected]) => expected > 1e-12)
    .map(([name, actual, expected]) => ({ name, error: relativeError(actual, expected) }));
  expect(errors.length).toBeGreaterThan(0);
  return errors.reduce((a, b) => (b.error > a.error ? b : a));
}

function compare(
  run: Overlay,
  expected: GoldenRun,
  tolerance: { loss: number; norms: number; parameters: number },
) {
  const modules = Object.entries(expected.modules);
  const activation = worst(
    modules.map(([name, m]) => [name, run.modules[name]?.activation?.l2, m.activation.l2]),
  );
  const gradient = worst(modules.map(([name, m]) => [name, run.modules[name]?.gradient?.l2, m.gradient.l2]));
  const std = worst(modules.map(([name, m]) => [name, run.modules[name]?.activation?.std, m.activation.std]));
  const parameter = worst(
    Object.entries(expected.parameterGradient).map(([name, l2]) => [name, run.parameterGradient[name], l2]),
  );
  const loss = relativeError(run.loss, expected.loss);
  console.log(
    `loss ${loss.toExponential(1)}; worst l2: activation ${show(activation)}, gradient ${show(gradient)}, ` +
      `parameter gradient ${show(parameter)}; std ${show(std)}`,
  );
  expect(loss).toBeLessThanOrEqual(tolerance.loss);
  expect(activation.error, activation.name).toBeLessThanOrEqual(tolerance.norms);
  expect(gradient.error, gradient.name).toBeLessThanOrEqual(tolerance.norms);
  expect(std.error, std.name).toBeLessThanOrEqual(tolerance.norms);
  expect(parameter.error, parameter.name).toBeLessThanOrEqual(tolerance.parameters);
}

const show = ({ name, error }: { name: string; error: number }) => `${error.toExponential(1)} (${name})`;

describe('skipline run equals PyTorch', () => {
  const resnet = torchvisionFile('models/resnet.py');

  it.skipIf(resnet === undefined)('torchvision resnet18, 2×3×224×224, seed 0', async () => {
    const run = await skiplineJson<Overlay>(
      'run',
      `${resnet!}:resnet18`,
      '--input',
      '2x3x224x224',
      '--seed',
      '0',
    );
    const expected = golden('resnet18Run');
    // Rounding moves a few inputs of ReLUs across zero, in PyTorch as here, and each changes gradients by up to 1e-3.
    // That nothing else differs is shown below, without the kink and in float64.
    const parameters = Math.max(...Object.values(expected.ownSpread!));
    console.log(`PyTorch's parameter gradients are up to ${parameters.toExponential(1)} from themselves`);
    compare(run, expected, { loss: 1e-5, norms: 1e-4, parameters });
  });

  it.skipIf(resnet === undefined)(
    'the same network with SiLU for ReLU, where no gradient jumps: every parameter gradient within 1e-4',
    async () => {
      const file = path.join(import.meta.dirname, 'models/smooth_resnet18.py');
      const run = await skiplineJson<Overlay>(
        ...['run', file, '--python-path', torchvisionPath()!, '--input', '2x3x224x224', '--seed', '0'],
      );
      compare(run, golden('smoothResnet18Run'), { loss: 1e-5, norms: 1e-4, parameters: 1e-4 });
    },
  );

  it.skipIf(resnet === undefined)(
    'torchvision resnet18 in float64, 2×3×64×64, by the reference engine',
    async () => {
      const run = await skiplineJson<Overlay>(
        ...['run', `${resnet!}:resnet18`, '--input', '2x3x64x64', '--engine', 'reference'],
      );
      compare(run, golden('resnet18RunFloat64'), { loss: 1e-9, norms: 1e-9, parameters: 1e-9 });
    },
  );

  it.each(['A', 'B'])('the sample with shortcut option %s, 4×3×32×32, seed 0', async (option) => {
    const run = await skiplineJson<Overlay>(
      ...['run', sampleFile, '--kwargs', JSON.stringify({ option }), '--input', '4x3x32x32'],
    );
    compare(run, golden(`sample${option}Run`), { loss: 1e-5, norms: 1e-4, parameters: 1e-4 });
  });

  it('the sample in float64 by the reference engine', async () => {
    const run = await skiplineJson<Overlay>(
      'run',
      sampleFile,
      '--input',
      '4x3x32x32',
      '--engine',
      'reference',
    );
    compare(run, golden('sampleRunFloat64'), { loss: 1e-9, norms: 1e-9, parameters: 1e-9 });
  });
});
