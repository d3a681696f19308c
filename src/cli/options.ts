import path from 'node:path';
import { parseArgs } from 'node:util';
import { dataTypes } from '../graph/dataType';
import {
  backendNames,
  type BackendName,
  providerNames,
  type ProviderName,
  type RunSettings,
} from '../protocol/engine';
import type { InputSpec } from '../protocol/tracer';
import type { LossSettings } from '../autodiff/losses/loss';
import { lossOptionTypes, parseLoss } from './lossOptions';
import { number, share, wholeNumber } from './numbers';
import { parseTraining, trainingOptionTypes, type TrainingOptions } from './trainingOptions';
import { messageOf } from '../engine/messageOf';
import { parseAugmentations } from '../engine/data/augmentation';
import { absoluteSpec } from '../engine/data/absoluteSpec';
import { findRun, type ListedRun } from '../engine/runList';
import { dataForms } from '../engine/data/openDataset';
import type { WeightsSettings } from '../engine/weights/loadWeights';
import { weightEndings } from '../engine/weights/saveWeights';
import { UsageError } from './usage';

/** What all sub-commands share. */
export interface ModelOptions {
  readonly file: string;
  readonly name: string | undefined;
  readonly kwargs: Record<string, unknown> | undefined;
  readonly inputs: readonly InputSpec[];
  readonly pythonPath: readonly string[];
  readonly timeLimitSeconds: number;
  readonly seed: number;
  readonly json: boolean;
}

const modelOptionTypes = {
  kwargs: { type: 'string' },
  input: { type: 'string', multiple: true },
  'python-path': { type: 'string', multiple: true },
  seed: { type: 'string' },
  'time-limit': { type: 'string' },
  json: { type: 'boolean' },
} as const;

const runOptionTypes = {
  ...modelOptionTypes,
  ...lossOptionTypes,
  engine: { type: 'string' },
  provider: { type: 'string' },
  weights: { type: 'string' },
  'partial-weights': { type: 'boolean' },
} as const;

export function parseInspectOptions(words: readonly string[]): ModelOptions & { readonly train: boolean } {
  const { values, positionals } = parse(words, { ...modelOptionTypes, train: { type: 'boolean' } });
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
  const { values, positionals } = parse(words, { ...runOptionTypes, profile: { type: 'boolean' } });
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
  const { values, positionals } = parse(words, {
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

type OptionTypes = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse<const Options extends OptionTypes>(words: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

interface ModelValues {
  readonly kwargs?: string;
  readonly input?: string[];
  readonly 'python-path'?: string[];
  readonly seed?: string;
  readonly 'time-limit'?: string;
  readonly json?: boolean;
}

function modelOptions(values: ModelValues, positionals: readonly string[]): ModelOptions {
  if (positionals.length !== 1) {
    throw new UsageError(
      positionals.length === 0
        ? 'MODEL is missing: FILE[:NAME].'
        : `Only one MODEL is taken, not also '${positionals[1]}'.`,
    );
  }
  const { file, name } = parseModel(positionals[0]);
  return {
    file,
    name,
    kwargs: values.kwargs === undefined ? undefined : parseKwargs(values.kwargs),
    inputs: (values.input ?? []).map(parseInputSpec),
    pythonPath: (values['python-path'] ?? []).map((folder) => path.resolve(folder)),
    timeLimitSeconds: number('time-limit', values['time-limit'], 10),
    seed: wholeNumber('seed', values.seed, 0, 0),
    json: values.json ?? false,
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

/** `FILE[:NAME]`. A colon that is part of the path (a Windows drive) is not followed by a Python name alone. */
export function parseModel(text: string): { file: string; name: string | undefined } {
  const match = /^(.+):([\p{L}_][\p{L}\p{N}_]*)$/u.exec(text);
  return match
    ? { file: path.resolve(match[1]), name: match[2] }
    : { file: path.resolve(text), name: undefined };
}

/** `1x3x224x224`, `int64:2x128`, `x=float32:1x3x32x32`. */
export function parseInputSpec(text: string): InputSpec {
  const match = /^(?:([\p{L}_][\p{L}\p{N}_]*)=)?(?:([a-z]+\d*):)?(\d+(?:x\d+)*)$/u.exec(text.trim());
  const type = dataTypes.find((known) => known === (match?.[2] ?? 'float32'));
  if (match === null || type === undefined) {
    throw new UsageError(
      `--input takes a shape such as 1x3x224x224, int64:2x128 or x=1x3x32x32, not '${text}'.`,
    );
  }
  return { name: match[1], type, shape: match[3].split('x').map(Number) };
}

function parseKwargs(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--kwargs is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`--kwargs takes a JSON object such as {"depth": 56}, not ${text}.`);
  }
  return Object.fromEntries(Object.entries(value));
}

/** Where runs are kept if nothing else is said, from the working directory. */
const defaultRuns = path.join('.skipline', 'runs');

function runFolder(home: string, name: string): string {
  if (!/^[^/\\]+$/.test(name) || name.startsWith('.')) {
    throw new UsageError(
      `--run takes a name for the run, not the path '${name}'; --runs takes the folder of the runs.`,
    );
  }
  return path.join(home, name);
}

export interface RunsOptions {
  readonly action: 'list' | 'rename' | 'delete' | 'compare';
  /** Folder that holds the runs. */
  readonly home: string;
  /** What follows the action: names of runs, and the new name. */
  readonly names: readonly string[];
  readonly json: boolean;
}

/** How many names each action of `skipline runs` takes, and what it says where there are others. */
const runActions: Readonly<
  Record<RunsOptions['action'], { readonly least: number; readonly most: number; readonly form: string }>
> = {
  list: { least: 0, most: 0, form: 'runs list' },
  rename: { least: 2, most: 2, form: 'runs rename RUN NAME' },
  delete: { least: 1, most: Infinity, form: 'runs delete RUN …' },
  compare: { least: 2, most: Infinity, form: 'runs compare RUN RUN …' },
};

export function parseRunsOptions(words: readonly string[]): RunsOptions {
  const { values, positionals } = parse(words, { runs: { type: 'string' }, json: { type: 'boolean' } });
  const [word = 'list', ...names] = positionals;
  const action = (Object.keys(runActions) as RunsOptions['action'][]).find((known) => known === word);
  if (action === undefined) {
    throw new UsageError(`runs takes ${Object.keys(runActions).join(', ')}, not '${word}'.`);
  }
  const { least, most, form } = runActions[action];
  if (names.length < least || names.length > most) {
    throw new UsageError(`The form is: skipline ${form}.`);
  }
  return { action, home: path.resolve(values.runs ?? defaultRuns), names, json: values.json ?? false };
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
