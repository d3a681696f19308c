import type { Draw } from '../../graph/draw';
import { fillBernoulli, fillDropout } from './bernoulli';
import { fillExponential } from './exponential';
import type { Generator } from './generator';
import { fillIntegers } from './integers';
import { fillNormal } from './normal';
import { permutation } from './permutation';
import { fillUniform } from './uniform';

/** Fills `target` as PyTorch's sampler does, with float32 or float64 arithmetic by the type of the array. */
export function drawNumbers(generator: Generator, draw: Draw, target: Float32Array | Float64Array): void {
  switch (draw.kind) {
    case 'uniform':
      return fillUniform(generator, target, draw.low, draw.high);
    case 'normal':
      return fillNormal(generator, target, draw.mean, draw.std);
    case 'bernoulli':
      return fillBernoulli(generator, target, draw.probability);
    case 'dropout':
      return fillDropout(generator, target, draw.ratio);
    case 'randint':
      return fillIntegers(generator, target, draw.low, draw.high);
    case 'randperm':
      target.set(permutation(generator, target.length));
      return;
    case 'exponential':
      return fillExponential(generator, target, draw.rate);
  }
}
