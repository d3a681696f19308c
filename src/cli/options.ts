import path from 'node:path';
import {
  backendNames,
  type BackendName,
  providerNames,
  type ProviderName,
  type RunSettings,
} from '../protocol/engine';
import type { LossSettings } from '../autodiff/losses/loss';
import { lossOptionTypes, parseLoss } from './lossOptions';
import { type ModelOptions, modelOptions, modelOptionTypes } from './modelOptions';
import { share, wholeNumber } from './numbers';
import { parseWords } from './parseWords';
import { defaultRuns, runFolder } from './runsOptions';
import { parseTraining, trainingOptionTypes, type TrainingOptions } from './trainingOptions';
import { messageOf } from '../engine/messageOf';
import { parseAugmentations } from '../engine/data/augmentation';
import { absoluteSpec } from '../engine/data/absoluteSpec';
import { findRun, type ListedRun } from '../engine/runList';
import { dataForms } from '../engine/data/openDataset';
import type { WeightsSettings } from '../engine/weights/loadWeights';
import { weightEndings } from '../engine/weights/saveWeights';
import { UsageError } from './usage';

const runOptionTypes = {
  ...modelOptionTypes,
  ...lossOptionTypes,
  engine: { type: 'string' },
  provider: { type: 'string' },
  weights: { type: 'string' },
  'partial-weights': { type: 'boolean' },
} as const;

export function parseInspectOptions(words: readonly string[]): ModelOptions & { readonly train: boolean } {
  const { values, positionals } = parseWords(words, { ...modelOptionTypes, train: { type: 'boolean' } });
  return { ...modelOptions(values, positionals), train: values.train ?? false };
}

export interface RunOptions extends ModelOptions {
  /** Absent: chosen from the shape of the output. */
  readonly loss: LossSettings | undefined;
  readonly backend: BackendName | undefined;
  /** What the native runtime computes on; the processor where absent. */
  readonly provider: ProviderName | undefined;
  /** Weights to begin with; those of the seed where absent. */
  readonly weights: WeightsSettings | undefined;
}

export function parseRunOptions(words: readonly string[]): RunOptions & { readonly profile: boolean } {
  const { values, positionals } = parseWords(words, { ...runOptionTypes, profile: { type: 'boolean' } });
  return {
    ...modelOptions(values, positionals),
    ...runOptions(values),
    profile: values.profile ?? false,
  };
}

export interface TrainOptions extends RunOptions {
  readonly training: TrainingOptions;
  readonly data: string;
  readonly steps: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** Share of the examples that is held out; none where absent. */
  readonly split: number | undefined;
  /** What is done to pictures; nothing where absent. */
  readonly augment: string | undefined;
  /** Folder that keeps the run; it is not kept where absent. */
  readonly folder: string | undefined;
  /** The recorded run that is to be continued; a new one where absent. */
  readonly resumed: ListedRun | undefined;
  /** Where the trained weights go; nowhere where absent. */
  readonly save: string | undefined;
  /** 0 is never. */
  readonly probing: Probing;
}

export function parseTrainOptions(words: readonly string[]): TrainOptions {
  const { values, positionals } = parseWords(words, {
    ...runOptionTypes,
    data: { type: 'string' },
    steps: { type: 'string' },
    'batch-size': { type: 'string' },
    ...trainingOptionTypes,
    'no-shuffle': { type: 'boolean' },
    augment: { type: 'string' },
    save: { type: 'string' },
    run: { type: 'string' },
    resume: { type: 'string' },
    runs: { type: 'string' },
    probe: { type: 'string' },
  });
  const home = path.resolve(values.runs ?? defaultRuns);
  if (values.resume !== undefined && values.run !== undefined) {
    throw new UsageError('--run begins a run and --resume continues one; give only one of them.');
  }
  const resumed = values.resume === undefined ? undefined : findRun(home, values.resume);
  const data = resumed?.description.settings.data ?? values.data;
  if (data === undefined) {
    throw new UsageError(`train needs --data: ${dataForms.join(', ')}.`);
  }
  const steps = wholeNumber('steps', values.steps, resumed?.description.settings.steps ?? 100, 1);
  return {
    ...modelOptions(values, positionals),
    ...runOptions(values),
    data: absoluteSpec(data, process.cwd()),
    folder: resumed?.folder ?? (values.run === undefined ? undefined : runFolder(home, values.run)),
    resumed,
    steps,
    training: parseTraining(values, steps),
    batchSize: wholeNumber('batch-size', values['batch-size'], resumed?.description.batchSize ?? 32, 1),
    shuffle: !(values['no-shuffle'] ?? false),
    split: values.split === undefined ? undefined : share('split', values.split),
    augment: augmentation(values.augment),
    save: savePath(values.save),
    probing: probing(values.probe),
  };
}

function runOptions(
  values: Parameters<typeof parseLoss>[0] & {
    readonly engine?: string;
    readonly provider?: string;
    readonly weights?: string;
    readonly 'partial-weights'?: boolean;
  },
): Pick<RunOptions, 'loss' | 'backend' | 'provider' | 'weights'> {
  const backend = backendNames.find((known) => known === values.engine);
  if (values.engine !== undefined && backend === undefined) {
    throw new UsageError(`--engine takes ${backendNames.join(', ')}, not '${values.engine}'.`);
  }
  const provider = providerNames.find((known) => known === values.provider);
  if (values.provider !== undefined && provider === undefined) {
    throw new UsageError(`--provider takes ${providerNames.join(', ')}, not '${values.provider}'.`);
  }
  const { weights: file, 'partial-weights': partial = false } = values;
  if (partial && file === undefined) {
    throw new UsageError('--partial-weights needs --weights FILE.');
  }
  const weights = file === undefined ? undefined : { file: path.resolve(file), partial };
  return { loss: parseLoss(values), backend, provider, weights };
}

function savePath(text: string | undefined): string | undefined {
  if (text !== undefined && !weightEndings.some((ending) => text.toLowerCase().endsWith(ending))) {
    throw new UsageError(
      `--save takes a file whose name ends in ${weightEndings.join(', ')}, not '${text}'.`,
    );
  }
  return text === undefined ? undefined : path.resolve(text);
}

/** @throws UsageError where it is not understood. */
function augmentation(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    parseAugmentations(text);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  return text;
}

type Probing = Pick<RunSettings, 'probeEvery'> & Partial<Pick<RunSettings, 'probes'>>;

function probing(text: string | undefined): Probing {
  switch (text) {
    case undefined:
    case 'off':
      return { probeEvery: 0 };
    case 'every':
      return { probeEvery: 1 };
    case 'sampled':
      return { probeEvery: 1, probes: 'sampled' };
    default:
      return { probeEvery: wholeNumber('probe', text, 1, 1) };
  }
}
