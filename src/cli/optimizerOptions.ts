import type { OptimizerSettings } from '../autodiff/optimizers/optimizer';
import { fraction, number } from './numbers';
import { allowOnly, choice } from './optionGroups';
import { UsageError } from './usage';

export const optimizerOptionTypes = {
  optimizer: { type: 'string' },
  lr: { type: 'string' },
  'weight-decay': { type: 'string' },
  momentum: { type: 'string' },
  nesterov: { type: 'boolean' },
  betas: { type: 'string' },
  epsilon: { type: 'string' },
  alpha: { type: 'string' },
  centered: { type: 'boolean' },
  'lr-decay': { type: 'string' },
} as const;

interface OptimizerValues {
  readonly optimizer?: string;
  readonly lr?: string;
  readonly 'weight-decay'?: string;
  readonly momentum?: string;
  readonly nesterov?: boolean;
  readonly betas?: string;
  readonly epsilon?: string;
  readonly alpha?: string;
  readonly centered?: boolean;
  readonly 'lr-decay'?: string;
}

/** Learning rates where none is given: PyTorch's, and of Lion a tenth of Adam's, as its authors advise; of SGD the usual 0.1. */
const learningRates = {
  sgd: 0.1,
  adam: 1e-3,
  adamw: 1e-3,
  rmsprop: 1e-2,
  adagrad: 1e-2,
  lion: 1e-4,
} as const satisfies Readonly<Record<OptimizerSettings['name'], number>>;

const owners = {
  momentum: ['sgd', 'rmsprop'],
  nesterov: ['sgd'],
  betas: ['adam', 'adamw', 'lion'],
  epsilon: ['adam', 'adamw', 'rmsprop', 'adagrad'],
  alpha: ['rmsprop'],
  centered: ['rmsprop'],
  'lr-decay': ['adagrad'],
} as const;

export interface OptimizerOptions {
  readonly optimizer: OptimizerSettings;
  readonly learningRate: number;
}

/** @throws UsageError where options do not go together. */
export function parseOptimizer(values: OptimizerValues): OptimizerOptions {
  const name = choice('optimizer', values.optimizer ?? 'sgd', learningRates);
  allowOnly('optimizer', name, { ...values }, owners);
  return { optimizer: settings(name, values), learningRate: number('lr', values.lr, learningRates[name]) };
}

function settings(name: OptimizerSettings['name'], values: OptimizerValues): OptimizerSettings {
  const weightDecay = (otherwise: number) => number('weight-decay', values['weight-decay'], otherwise);
  const momentum = number('momentum', values.momentum, 0);
  const epsilon = (otherwise: number) => number('epsilon', values.epsilon, otherwise);
  switch (name) {
    case 'sgd': {
      const { nesterov = false } = values;
      if (nesterov && momentum === 0) {
        throw new UsageError('--nesterov needs --momentum above 0, as in PyTorch.');
      }
      return { name, momentum, weightDecay: weightDecay(0), nesterov };
    }
    case 'adam':
      return { name, ...betas(values, 0.999), epsilon: epsilon(1e-8), weightDecay: weightDecay(0) };
    case 'adamw':
      return { name, ...betas(values, 0.999), epsilon: epsilon(1e-8), weightDecay: weightDecay(0.01) };
    case 'rmsprop': {
      const { centered = false } = values;
      const alpha = fraction('alpha', values.alpha, 0.99);
      return { name, alpha, epsilon: epsilon(1e-8), momentum, centered, weightDecay: weightDecay(0) };
    }
    case 'adagrad': {
      const learningRateDecay = number('lr-decay', values['lr-decay'], 0);
      return { name, learningRateDecay, epsilon: epsilon(1e-10), weightDecay: weightDecay(0) };
    }
    case 'lion':
      return { name, ...betas(values, 0.99), weightDecay: weightDecay(0) };
  }
}

function betas({ betas: text }: OptimizerValues, second: number): { beta1: number; beta2: number } {
  const [beta1, beta2, ...rest] = (text ?? `0.9,${second}`).split(',');
  if (beta2 === undefined || rest.length > 0) {
    throw new UsageError(`--betas takes two numbers such as 0.9,${second}, not '${String(text)}'.`);
  }
  return { beta1: fraction('betas', beta1, 0), beta2: fraction('betas', beta2, 0) };
}
