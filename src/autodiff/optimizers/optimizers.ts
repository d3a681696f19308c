import type { OptimizerSettings } from '../trainingGraph';
import type { Optimizer } from './optimizer';
import { sgd } from './sgd';

export function optimizerOf(settings: OptimizerSettings): Optimizer {
  return sgd(settings);
}
