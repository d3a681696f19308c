import type { LossName, LossSettings } from '../autodiff/losses/loss';
import { fraction, number, numbers, positive, wholeNumber } from './numbers';
import { allowOnly, choice } from './optionGroups';

export const lossOptionTypes = {
  loss: { type: 'string' },
  'label-smoothing': { type: 'string' },
  'class-weights': { type: 'string' },
  'ignore-index': { type: 'string' },
  'positive-weight': { type: 'string' },
  delta: { type: 'string' },
  beta: { type: 'string' },
} as const;

type LossValues = { readonly [option in keyof typeof lossOptionTypes]?: string };

const names = {
  'cross-entropy': 'crossEntropy',
  nll: 'negativeLogLikelihood',
  bce: 'binaryCrossEntropy',
  mse: 'meanSquaredError',
  l1: 'meanAbsoluteError',
  huber: 'huber',
  'smooth-l1': 'smoothL1',
  kl: 'klDivergence',
} as const satisfies Readonly<Record<string, LossName>>;

/** The losses that an option belongs to. */
const owners: Readonly<Record<Exclude<keyof LossValues, 'loss'>, readonly (keyof typeof names)[]>> = {
  'label-smoothing': ['cross-entropy'],
  'class-weights': ['cross-entropy', 'nll'],
  'ignore-index': ['cross-entropy', 'nll'],
  'positive-weight': ['bce'],
  delta: ['huber'],
  beta: ['smooth-l1'],
};

/** Undefined where the shape of the output is to decide. @throws UsageError where options do not go together. */
export function parseLoss(values: LossValues): LossSettings | undefined {
  // What only one loss takes also names it.
  const implied = Object.entries(owners).find(([option]) => option in values)?.[1][0];
  const given = values.loss === undefined ? implied : choice('loss', values.loss, names);
  if (given === undefined) {
    return undefined;
  }
  allowOnly('loss', given, values, owners);
  const classes = {
    ...(values['class-weights'] !== undefined && {
      classWeights: numbers('class-weights', values['class-weights'], number),
    }),
    ...(values['ignore-index'] !== undefined && {
      ignoreIndex: wholeNumber('ignore-index', values['ignore-index'], 0, -Infinity),
    }),
  };
  switch (given) {
    case 'cross-entropy':
      return {
        name: 'crossEntropy',
        ...classes,
        ...(values['label-smoothing'] !== undefined && {
          labelSmoothing: fraction('label-smoothing', values['label-smoothing'], 0),
        }),
      };
    case 'nll':
      return { name: 'negativeLogLikelihood', ...classes };
    case 'bce':
      return values['positive-weight'] === undefined
        ? { name: 'binaryCrossEntropy' }
        : {
            name: 'binaryCrossEntropy',
            positiveWeight: positive('positive-weight', values['positive-weight'], 1),
          };
    case 'huber':
      return { name: 'huber', delta: positive('delta', values.delta, 1) };
    case 'smooth-l1':
      return { name: 'smoothL1', beta: positive('beta', values.beta, 1) };
    default:
      return { name: names[given] };
  }
}
