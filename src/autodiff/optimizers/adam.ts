import { add, divide, multiply, subtract } from '../../ops/support/emit';
import { decayedGradient, shrinkage, shrunkParameter } from './decay';
import { type AdamSettings, addSlot, type Optimizer, parameterUpdate } from './optimizer';

/**
 * Adam (Kingma & Ba 2015) as `torch.optim.Adam`, and with decoupled decay as `torch.optim.AdamW`, in their order of
 * operations: m ← m + (1 − β₁)(g − m); v ← β₂v + (1 − β₂)g²; θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
 * The slots are `exp_avg/PATH` and `exp_avg_sq/PATH`.
 */
export function adam({ name, beta1, beta2, epsilon, weightDecay }: AdamSettings): Optimizer {
  const isDecoupled = name === 'adamw';
  return {
    scalars: {
      stepSize: (step, rate) => rate / (1 - beta1 ** step),
      correction: (step) => Math.sqrt(1 - beta2 ** step),
      ...(isDecoupled && shrinkage(weightDecay)),
    },
    addUpdate: (builder, request) => {
      const { scalar } = request;
      const gradient = isDecoupled ? request.gradient : decayedGradient(builder, request, weightDecay);
      const parameter = isDecoupled ? shrunkParameter(builder, request, weightDecay) : request.parameter;
      const mean = addSlot(builder, 'exp_avg', request);
      const square = addSlot(builder, 'exp_avg_sq', request);
      const nextMean = add(
        builder,
        mean.current,
        multiply(builder, subtract(builder, gradient, mean.current), 1 - beta1),
      );
      const nextSquare = add(
        builder,
        multiply(builder, square.current, beta2),
        multiply(builder, multiply(builder, gradient, gradient), 1 - beta2),
      );
      const root = divide(builder, builder.add('Sqrt', [nextSquare]), scalar('correction'));
      const direction = divide(builder, nextMean, add(builder, root, epsilon));
      const next = subtract(builder, parameter, multiply(builder, direction, scalar('stepSize')));
      return [parameterUpdate(builder, request, next), mean.update(nextMean), square.update(nextSquare)];
    },
  };
}
