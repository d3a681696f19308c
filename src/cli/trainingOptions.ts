import type { RunSettings } from '../protocol/engine';
import { fraction, positive, wholeNumber } from './numbers';
import { type OptimizerOptions, optimizerOptionTypes, parseOptimizer } from './optimizerOptions';
import { parseSchedule, scheduleOptionTypes } from './scheduleOptions';
import { UsageError } from './usage';

export const trainingOptionTypes = {
  ...optimizerOptionTypes,
  ...scheduleOptionTypes,
  'clip-norm': { type: 'string' },
  'clip-value': { type: 'string' },
  accumulate: { type: 'string' },
  ema: { type: 'string' },
  'evaluate-every': { type: 'string' },
  split: { type: 'string' },
} as const;

type TrainingValues = Parameters<typeof parseOptimizer>[0] &
  Parameters<typeof parseSchedule>[0] & {
    readonly 'clip-norm'?: string;
    readonly 'clip-value'?: string;
    readonly accumulate?: string;
    readonly ema?: string;
    readonly 'evaluate-every'?: string;
    readonly split?: string;
  };

/** How parameters are changed, and when the result is looked at. */
export type TrainingOptions = OptimizerOptions &
  Pick<RunSettings, 'schedule' | 'warmUpSteps' | 'clip' | 'accumulate' | 'averageDecay' | 'evaluateEvery'>;

/** @throws UsageError where options do not go together. */
export function parseTraining(values: TrainingValues, steps: number): TrainingOptions {
  return {
    ...parseOptimizer(values),
    ...parseSchedule(values, steps),
    ...clip(values),
    ...(values.accumulate !== undefined && {
      accumulate: wholeNumber('accumulate', values.accumulate, 1, 1),
    }),
    ...(values.ema !== undefined && { averageDecay: fraction('ema', values.ema, 0) }),
    ...evaluation(values),
  };
}

function clip(values: TrainingValues): Pick<RunSettings, 'clip'> {
  const { 'clip-norm': norm, 'clip-value': value } = values;
  if (norm !== undefined && value !== undefined) {
    throw new UsageError('--clip-norm and --clip-value exclude each other; give one of them.');
  }
  if (norm !== undefined) {
    return { clip: { by: 'norm', limit: positive('clip-norm', norm, 1) } };
  }
  return value === undefined ? {} : { clip: { by: 'value', limit: positive('clip-value', value, 1) } };
}

function evaluation(values: TrainingValues): Pick<RunSettings, 'evaluateEvery'> {
  const { 'evaluate-every': every, split } = values;
  if (every === undefined) {
    return {};
  }
  if (split === undefined) {
    throw new UsageError(
      '--evaluate-every needs --split: the share of the data that is held out, such as 0.1.',
    );
  }
  return { evaluateEvery: wholeNumber('evaluate-every', every, 1, 1) };
}
