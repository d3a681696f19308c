import { adagrad } from './adagrad';
import { adam } from './adam';
import { lion } from './lion';
import type { Optimizer, OptimizerSettings } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export function optimizerOf(settings: OptimizerSettings): Optimizer {
  switch (settings.name) {
    case 'sgd':
      return sgd(settings);
    case 'adam':
    case 'adamw':
      return adam(settings);
    case 'rmsprop':
      return rmsprop(settings);
    case 'adagrad':
      return adagrad(settings);
    case 'lion':
      return lion(settings);
  }
}
