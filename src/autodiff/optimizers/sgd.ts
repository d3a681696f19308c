import { add, multiply, subtract } from '../../ops/support/emit';
import { decayedGradient } from './decay';
import { addSlot, type Optimizer, parameterUpdate, type SgdSettings } from './optimizer';

/**
 * Stochastic gradient descent as `torch.optim.SGD` with dampening 0, in its order of operations:
 * g ← ∂L/∂θ + λθ; v ← μv + g; θ ← θ − ηv, or with Nesterov's form (Sutskever et al. 2013) θ ← θ − η(g + μv).
 * PyTorch starts v at the first g; v = 0 before the first step gives the same. The slot is `momentum/PATH`.
 */
export function sgd({ momentum, weightDecay, nesterov }: SgdSettings): Optimizer {
  return {
    scalars: { learningRate: (_, rate) => rate },
    addUpdate: (builder, request) => {
      const { parameter, scalar } = request;
      const gradient = decayedGradient(builder, request, weightDecay);
      const descend = (direction: string) =>
        parameterUpdate(
          builder,
          request,
          subtract(builder, parameter, multiply(builder, direction, scalar('learningRate'))),
        );
      if (momentum === 0) {
        return [descend(gradient)];
      }
      const velocity = addSlot(builder, 'momentum', request);
      const next = add(builder, multiply(builder, velocity.current, momentum), gradient);
      const direction = nesterov ? add(builder, gradient, multiply(builder, next, momentum)) : next;
      return [descend(direction), velocity.update(next)];
    },
  };
}
