import { add, divide, multiply, subtract } from '../../ops/support/emit';
import { decayedGradient } from './decay';
import { type AdagradSettings, addSlot, type Optimizer, parameterUpdate } from './optimizer';

/**
 * Adagrad (Duchi et al. 2011) as `torch.optim.Adagrad`: s ← s + g²; θ ← θ − η/(1 + (t − 1)δ) · g / (√s + ε), δ being the
 * decay of the learning rate. The slot is `sum/PATH`.
 */
export function adagrad({ learningRateDecay, epsilon, weightDecay }: AdagradSettings): Optimizer {
  return {
    scalars: { stepSize: (step, rate) => rate / (1 + (step - 1) * learningRateDecay) },
    addUpdate: (builder, request) => {
      const gradient = decayedGradient(builder, request, weightDecay);
      const sum = addSlot(builder, 'sum', request);
      const nextSum = add(builder, sum.current, multiply(builder, gradient, gradient));
      const root = add(builder, builder.add('Sqrt', [nextSum]), epsilon);
      const moved = multiply(builder, divide(builder, gradient, root), request.scalar('stepSize'));
      const next = subtract(builder, request.parameter, moved);
      return [parameterUpdate(builder, request, next), sum.update(nextSum)];
    },
  };
}
