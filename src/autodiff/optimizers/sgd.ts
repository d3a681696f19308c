import type { ValueName } from '../../graph/value';
import type { SgdSettings, StateUpdate } from '../trainingGraph';
import type { Optimizer } from './optimizer';

/**
 * Stochastic gradient descent as `torch.optim.SGD` with dampening 0, in its order of operations:
 * g ← ∂L/∂θ + λθ; v ← μv + g; θ ← θ − ηv, or with Nesterov's form (Sutskever et al. 2013) θ ← θ − η(g + μv).
 * PyTorch starts v at the first g; v = 0 before the first step gives the same. The slot is `momentum/PATH`.
 */
export function sgd({ momentum, weightDecay, nesterov }: SgdSettings): Optimizer {
  return {
    addUpdate: (builder, { path, parameter, gradient, learningRate }) => {
      const { type, shape } = builder.value(parameter);
      const scaled = (factor: number, value: ValueName): ValueName =>
        builder.add('Mul', [value, builder.scalar(type, factor)]);
      const updates: StateUpdate[] = [];
      const decayed =
        weightDecay === 0 ? gradient : builder.add('Add', [gradient, scaled(weightDecay, parameter)]);
      let direction = decayed;
      if (momentum !== 0) {
        const slot = `momentum/${path}`;
        const current = builder.addBuffer(slot, { type, shape }, false);
        const next = builder.add('Add', [scaled(momentum, current), decayed]);
        updates.push({ kind: 'optimizer', path: slot, current, next, type, shape });
        direction = nesterov ? builder.add('Add', [decayed, scaled(momentum, next)]) : next;
      }
      const next = builder.add('Sub', [parameter, builder.add('Mul', [direction, learningRate])]);
      return [{ kind: 'parameter', path, current: parameter, next, type, shape }, ...updates];
    },
  };
}
