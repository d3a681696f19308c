import * as v from 'valibot';
import * as vscode from 'vscode';
import {
  backendNames,
  type BackendName,
  type ProbeForm,
  probeForms,
  providerNames,
  type ProviderName,
} from '../protocol/engine';
import { choices, type LearningSettings, learningSettings } from './trainingSettings';

/**
 * The user's settings, read afresh each time so that a change takes effect without a reload. A value that does not fit,
 * which the editor marks in the file of settings, counts as absent.
 */
export interface Settings {
  readonly pythonPath: readonly string[];
  readonly traceOnOpen: boolean;
  readonly timeLimitSeconds: number;
  readonly inlayHints: boolean;
  /** Absent: the best one that works. */
  readonly backend?: BackendName;
  readonly provider: ProviderName;
  readonly training: TrainingSettings;
  /** Sentences about what does not fit among the settings of a run, which is not to be replaced silently. */
  readonly problem?: string;
}

export interface TrainingSettings {
  readonly batchSize: number;
  readonly learning: LearningSettings;
  readonly data: string;
  readonly probes: ProbeForm;
  /** Share that is held out for validation; absent where none is. */
  readonly split?: number;
  readonly augment?: string;
  /** Absent: until stopped. */
  readonly steps?: number;
  readonly seed: number;
}

/** A setting that a run depends on: what it must be, in words and as a schema, and what it is where absent. */
interface RunSetting<Value> {
  readonly must: string;
  readonly schema: v.GenericSchema<unknown, Value>;
  readonly otherwise: Value;
}

export function readSettings(resource?: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration('skipline', resource);
  const wrong: string[] = [];
  const read = <Value>(name: string, { must, schema, otherwise }: RunSetting<Value>): Value => {
    const written = section.get<unknown>(name) ?? otherwise;
    const parsed = v.safeParse(schema, written);
    if (!parsed.success) {
      wrong.push(
        vscode.l10n.t(
          'The setting skipline.{0} is {1}: it must be {2}.',
          name,
          JSON.stringify(written),
          must,
        ),
      );
    }
    return parsed.success ? parsed.output : otherwise;
  };
  const fitting = <Value>(name: string, schema: v.GenericSchema<unknown, Value>, otherwise: Value): Value =>
    v.parse(v.fallback(schema, otherwise), section.get<unknown>(name));

  const backend = read('backend', choice(['automatic', ...backendNames] as const, 'automatic'));
  const provider = read('provider', choice(providerNames, 'cpu'));
  const split = read('training.split', share);
  const augment = read('training.augment', words('')).trim();
  const steps = read('training.steps', wholeNumber(0, 500));
  const training = {
    batchSize: read('training.batchSize', wholeNumber(1, 32)),
    learning: learningSettings((name, otherwise) => read(`training.${name}`, like(name, otherwise))),
    data: read('training.data', words('shapes')),
    probes: read('training.probes', choice(probeForms, 'sampled')),
    ...(split > 0 && { split }),
    ...(augment !== '' && { augment }),
    ...(steps > 0 && { steps }),
    seed: read('training.seed', wholeNumber(0, 0)),
  };
  return {
    pythonPath: fitting('pythonPath', pathsSchema, []),
    traceOnOpen: fitting('traceOnOpen', v.boolean(), true),
    timeLimitSeconds: Math.max(1, fitting('timeLimit', v.number(), 10)),
    inlayHints: fitting('inlayHints.enabled', v.boolean(), true),
    ...(backend !== 'automatic' && { backend }),
    provider,
    training,
    ...(wrong.length > 0 && { problem: wrong.join(' ') }),
  };
}

/** One folder is often written without the brackets of a list. */
const pathsSchema = v.union([
  v.array(v.string()),
  v.pipe(
    v.string(),
    v.transform((folder) => [folder]),
  ),
]);

function wholeNumber(least: number, otherwise: number): RunSetting<number> {
  const schema = v.pipe(v.number(), v.integer(), v.minValue(least));
  return { must: vscode.l10n.t('a whole number from {0}', least), schema, otherwise };
}

function realNumber(most: number, otherwise: number): RunSetting<number> {
  const must =
    most === Infinity ? vscode.l10n.t('a number from 0') : vscode.l10n.t('a number from 0 to {0}', most);
  return { must, schema: v.pipe(v.number(), v.minValue(0), v.maxValue(most)), otherwise };
}

/** Of examples that are held out. */
const share: RunSetting<number> = {
  must: vscode.l10n.t('a number from 0 to less than 1'),
  schema: v.pipe(v.number(), v.minValue(0), v.ltValue(1)),
  otherwise: 0,
};

function words(otherwise: string): RunSetting<string> {
  return { must: vscode.l10n.t('a text'), schema: v.string(), otherwise };
}

function choice<Name extends string>(names: readonly Name[], otherwise: Name): RunSetting<Name> {
  return { must: vscode.l10n.t('one of {0}', names.join(', ')), schema: v.picklist(names), otherwise };
}

/** Settings of learning that are a share of something. */
const shares: readonly string[] = ['momentum', 'labelSmoothing', 'averageDecay'];

/** A setting of learning must be of the kind of its default; numbers count from 0. */
function like<Value>(name: string, otherwise: Value): RunSetting<Value> {
  const setting: RunSetting<unknown> =
    name in choices
      ? choice(choices[name as keyof typeof choices], String(otherwise))
      : typeof otherwise === 'number'
        ? realNumber(shares.includes(name) ? 1 : Infinity, otherwise)
        : typeof otherwise === 'boolean'
          ? { must: vscode.l10n.t('true or false'), schema: v.boolean(), otherwise }
          : Array.isArray(otherwise)
            ? { must: vscode.l10n.t('a list of numbers'), schema: v.array(v.number()), otherwise }
            : { ...realNumber(Infinity, 0), schema: v.nullable(realNumber(Infinity, 0).schema), otherwise };
  return setting as RunSetting<Value>;
}
