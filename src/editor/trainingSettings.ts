import type { LossName, LossSettings } from '../autodiff/losses/loss';
import type { OptimizerSettings } from '../autodiff/optimizers/optimizer';
import type { ScheduleSettings } from '../autodiff/schedules/schedule';
import type { RunSettings } from '../protocol/engine';

/** Reads `skipline.training.NAME`, or gives the other where it is not set. */
export type ReadSetting = <T>(name: string, otherwise: T) => T;

/** How parameters are changed, as the settings of the editor say it. */
export type LearningSettings = Pick<
  RunSettings,
  | 'loss'
  | 'optimizer'
  | 'learningRate'
  | 'schedule'
  | 'warmUpSteps'
  | 'clip'
  | 'accumulate'
  | 'averageDecay'
  | 'evaluateEvery'
>;

/** What the settings that are a choice among names may say. */
export const choices: {
  readonly loss: readonly (LossName | 'automatic')[];
  readonly optimizer: readonly OptimizerSettings['name'][];
  readonly schedule: readonly ScheduleSettings['name'][];
} = {
  loss: [
    'automatic',
    'crossEntropy',
    'negativeLogLikelihood',
    'binaryCrossEntropy',
    'meanSquaredError',
    'meanAbsoluteError',
    'huber',
    'smoothL1',
    'klDivergence',
  ],
  optimizer: ['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad', 'lion'],
  schedule: ['constant', 'step', 'multistep', 'cosine', 'linear', 'oneCycle'],
};

/** Learning rates where the user names none. */
const learningRates: Readonly<Record<OptimizerSettings['name'], number>> = {
  sgd: 0.05,
  adam: 1e-3,
  adamw: 1e-3,
  rmsprop: 1e-2,
  adagrad: 1e-2,
  lion: 1e-4,
};

/** What is out of its range counts as not set, as the settings editor has said already. */
export function learningSettings(read: ReadSetting): LearningSettings {
  const optimizer = optimizerSettings(read);
  const loss = lossSettings(read);
  const clipNorm = read('clipNorm', 0);
  const accumulate = Math.round(read('accumulate', 1));
  const averageDecay = read('averageDecay', 0);
  const evaluateEvery = Math.round(read('evaluateEvery', 0));
  const isHeldOut = read('split', 0) > 0;
  return {
    ...(loss && { loss }),
    optimizer,
    learningRate: read<number | null>('learningRate', null) ?? learningRates[optimizer.name],
    schedule: scheduleSettings(read),
    warmUpSteps: Math.max(0, Math.round(read('warmUpSteps', 0))),
    ...(clipNorm > 0 && { clip: { by: 'norm', limit: clipNorm } }),
    ...(accumulate > 1 && { accumulate }),
    ...(averageDecay > 0 && averageDecay < 1 && { averageDecay }),
    ...(evaluateEvery > 0 && isHeldOut && { evaluateEvery }),
  };
}

function optimizerSettings(read: ReadSetting): OptimizerSettings {
  const name = read<OptimizerSettings['name']>('optimizer', 'sgd');
  const weightDecay = read('weightDecay', 0.0001);
  const momentum = read('momentum', 0.9);
  switch (name) {
    case 'adam':
    case 'adamw':
      return { name, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay };
    case 'rmsprop':
      return { name, alpha: 0.99, epsilon: 1e-8, momentum, centered: false, weightDecay };
    case 'adagrad':
      return { name, learningRateDecay: 0, epsilon: 1e-10, weightDecay };
    case 'lion':
      return { name, beta1: 0.9, beta2: 0.99, weightDecay };
    default:
      return { name: 'sgd', momentum, weightDecay, nesterov: momentum > 0 && read('nesterov', false) };
  }
}

function scheduleSettings(read: ReadSetting): ScheduleSettings {
  const name = read<ScheduleSettings['name']>('schedule', 'constant');
  const factor = read('gamma', 0.1);
  switch (name) {
    case 'step':
      return { name, size: Math.max(1, Math.round(read('stepSize', 100))), factor };
    case 'multistep':
      return { name, milestones: read<number[]>('milestones', []).map(Math.round), factor };
    case 'cosine':
      return { name, minimum: 0 };
    case 'linear':
      return { name };
    case 'oneCycle':
      return { name, rise: 0.3 };
    default:
      return { name: 'constant' };
  }
}

/** Undefined where the shape of the output is to decide. */
function lossSettings(read: ReadSetting): LossSettings | undefined {
  const labelSmoothing = read('labelSmoothing', 0);
  const name = read<LossName | 'automatic'>('loss', 'automatic');
  switch (name) {
    case 'automatic':
      return labelSmoothing > 0 ? { name: 'crossEntropy', labelSmoothing } : undefined;
    case 'crossEntropy':
      return labelSmoothing > 0 ? { name, labelSmoothing } : { name };
    case 'huber':
      return { name, delta: 1 };
    case 'smoothL1':
      return { name, beta: 1 };
    default:
      return { name };
  }
}
