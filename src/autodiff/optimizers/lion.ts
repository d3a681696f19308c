import { add, multiply, subtract } from '../../ops/support/emit';
import { shrinkage, shrunkParameter } from './decay';
import { addSlot, type LionSettings, type Optimizer, parameterUpdate } from './optimizer';

/**
 * Lion (Chen et al. 2023, algorithm 2): θ ← θ(1 − ηλ) − η sign(β₁m + (1 − β₁)g); m ← β₂m + (1 − β₂)g.
 * The slot is `exp_avg/PATH`.
 */
export function lion({ beta1, beta2, weightDecay }: LionSettings): Optimizer {
  return {
    scalars: { learningRate: (_, rate) => rate, ...shrinkage(weightDecay) },
    addUpdate: (builder, request) => {
      const { gradient, scalar } = request;
      const mean = addSlot(builder, 'exp_avg', request);
      const mixed = (beta: number) =>
        add(builder, multiply(builder, mean.current, beta), multiply(builder, gradient, 1 - beta));
      const direction = builder.add('Sign', [mixed(beta1)]);
      const parameter = shrunkParameter(builder, request, weightDecay);
      const next = subtract(builder, parameter, multiply(builder, direction, scalar('learningRate')));
      return [parameterUpdate(builder, request, next), mean.update(mixed(beta2))];
    },
  };
}
