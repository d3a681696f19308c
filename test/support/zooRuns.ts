import path from 'node:path';
import type { Overlay } from '../../src/protocol/overlay';
import { skiplineJson } from './commandLine';
import { torchvisionPath } from './torchvision';
import { unpacked, zooGolden, type ZooModel } from './zooModels';

/** What PyTorch says of a pass: the loss, and l2 of each parameter's gradient. */
interface Pass {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, number>;
}

/** What `zooRuns.py` writes of a model: passes in float32 and float64, and of its smooth counterpart in float32. */
interface Golden {
  readonly loss: number;
  /** Of the parameters that have a gradient. */
  readonly names: readonly string[];
  readonly norms: string;
  readonly exactLoss: number;
  readonly exactNorms: string;
  /** The furthest that PyTorch's float32 is from its float64, over several ways of computing the same. */
  readonly own: { readonly loss: number; readonly gradients: number };
  readonly smooth?: { readonly loss: number; readonly norms: string };
}

export const { torch, models: zooRuns } = zooGolden<Golden>('zooRuns');

/** Relative. */
const tolerance = { loss: 1e-5, gradients: 1e-4 } as const;

/** Where PyTorch's own float32 is further than the tolerance from float64, how much further than that we may be. */
export const ownFactor = 2;

export interface Distance {
  /** Relative. */
  readonly loss: number;
  /** The largest relative one among the parameters. */
  readonly gradients: number;
  /** The parameter that has it. */
  readonly parameter: string;
}

export interface Comparison {
  readonly fromPyTorch: Distance;
  readonly fromExact: Distance;
  readonly own: Golden['own'];
  /** What holds of loss and gradients. */
  readonly verdict: Readonly<Record<'loss' | 'gradients', Verdict>>;
}

/**
 * `equal`: within the tolerance of PyTorch's float32. `rounding`: PyTorch's float32 is further than that from its own float64,
 * and we are within {@link ownFactor} times as far.
 */
export type Verdict = 'equal' | 'rounding' | 'different';

/** What `skipline run` says of a pass. */
export type Run = Pick<Overlay, 'loss' | 'parameterGradient'>;

export function runModel(model: ZooModel): Promise<Run> {
  return run([`${model.file}:${model.name}`, '--kwargs', JSON.stringify(model.settings)], model);
}

/** The smooth counterpart, see `models/smooth_zoo.py`. */
export function runSmooth(model: ZooModel): Promise<Run> {
  const { name, settings } = model;
  const keywords = { file: path.basename(model.file, '.py'), name, settings };
  const smoothZoo = path.resolve(import.meta.dirname, '../parity/models/smooth_zoo.py');
  return run([`${smoothZoo}:Smooth`, '--kwargs', JSON.stringify(keywords)], model);
}

/** @throws where the native engine is not to be had: another's numbers are not those that users see. */
async function run(words: readonly string[], { crop }: ZooModel): Promise<Run> {
  const { engine, ...overlay } = await skiplineJson<Overlay & { readonly engine: string }>(
    ...['run', ...words, '--python-path', torchvisionPath()!],
    ...['--input', `2x3x${crop}x${crop}`, '--seed', '0', '--time-limit', '120'],
  );
  if (engine !== 'native') {
    throw new Error(`The ${engine} engine computed this, not the native one.`);
  }
  return overlay;
}

export function compareRun(name: string, ours: Run): Comparison {
  const { names, loss, norms, exactLoss, exactNorms, own } = zooRuns[name];
  const fromPyTorch = distance(ours, { loss, gradients: zipped(names, norms) });
  const fromExact = distance(ours, { loss: exactLoss, gradients: zipped(names, exactNorms) });
  const verdictOf = (figure: 'loss' | 'gradients'): Verdict =>
    fromPyTorch[figure] <= tolerance[figure]
      ? 'equal'
      : own[figure] > tolerance[figure] && fromExact[figure] <= ownFactor * own[figure]
        ? 'rounding'
        : 'different';
  return {
    ...{ fromPyTorch, fromExact, own },
    verdict: { loss: verdictOf('loss'), gradients: verdictOf('gradients') },
  };
}

/** How far the smooth counterpart is from PyTorch's float32. Undefined where there are no golden values of it. */
export function compareSmooth(name: string, ours: Run): Distance | undefined {
  const { names, smooth } = zooRuns[name];
  return (
    smooth &&
    distance(ours, {
      loss: smooth.loss,
      gradients: zipped(
        names.map((parameter) => `model.${parameter}`),
        smooth.norms,
      ),
    })
  );
}

function zipped(names: readonly string[], norms: string): ReadonlyMap<string, number> {
  const numbers = unpacked(norms);
  return new Map(names.map((name, index) => [name, numbers[index]]));
}

function distance({ loss, parameterGradient }: Run, expected: Pass): Distance {
  const floor = 1e-6 * Math.hypot(...expected.gradients.values());
  let worst: Distance = { loss: relative(loss, expected.loss), gradients: 0, parameter: '' };
  for (const [parameter, norm] of expected.gradients) {
    const isThere = parameter in parameterGradient;
    // A gradient that is zero but for rounding, as that of a bias before a normalisation, has no relative error.
    const error = isThere && norm <= floor ? 0 : relative(parameterGradient[parameter], norm);
    if (error > worst.gradients) {
      worst = { ...worst, gradients: error, parameter };
    }
  }
  return worst;
}

function relative(actual: number | undefined, expected: number): number {
  const error = Math.abs((actual ?? NaN) - expected) / Math.abs(expected);
  // A number that is none must not be passed over.
  return Number.isNaN(error) ? Infinity : error;
}
