import type { StateUpdate } from '../trainingGraph';
import { add, divide, multiply, subtract } from '../../ops/support/emit';
import { decayedGradient } from './decay';
import { addSlot, type Optimizer, parameterUpdate, type RmspropSettings } from './optimizer';

/**
 * RMSprop (Hinton 2012) as `torch.optim.RMSprop`: v ← αv + (1 − α)g²; d = g / (√v + ε), centred g / (√(v − a²) + ε) with
 * a ← a + (1 − α)(g − a) (Graves 2013); θ ← θ − ηd, or with momentum b ← μb + d and θ ← θ − ηb.
 * The slots are `square_avg/PATH`, `grad_avg/PATH` and `momentum_buffer/PATH`.
 */
export function rmsprop({ alpha, epsilon, momentum, centered, weightDecay }: RmspropSettings): Optimizer {
  return {
    scalars: { learningRate: (_, rate) => rate },
    addUpdate: (builder, request) => {
      const slots: StateUpdate[] = [];
      const gradient = decayedGradient(builder, request, weightDecay);
      const square = addSlot(builder, 'square_avg', request);
      const nextSquare = add(
        builder,
        multiply(builder, square.current, alpha),
        multiply(builder, multiply(builder, gradient, gradient), 1 - alpha),
      );
      slots.push(square.update(nextSquare));
      let variance = nextSquare;
      if (centered) {
        const mean = addSlot(builder, 'grad_avg', request);
        const step = multiply(builder, subtract(builder, gradient, mean.current), 1 - alpha);
        const nextMean = add(builder, mean.current, step);
        slots.push(mean.update(nextMean));
        variance = subtract(builder, nextSquare, multiply(builder, nextMean, nextMean));
      }
      let direction = divide(builder, gradient, add(builder, builder.add('Sqrt', [variance]), epsilon));
      if (momentum !== 0) {
        const velocity = addSlot(builder, 'momentum_buffer', request);
        direction = add(builder, multiply(builder, velocity.current, momentum), direction);
        slots.push(velocity.update(direction));
      }
      const moved = multiply(builder, direction, request.scalar('learningRate'));
      return [parameterUpdate(builder, request, subtract(builder, request.parameter, moved)), ...slots];
    },
  };
}
