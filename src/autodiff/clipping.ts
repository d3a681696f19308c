import { addCast } from './cast';
import { addSumOfSquares } from './sumOfSquares';
import type { GraphBuilder } from '../graph/builder';
import type { ValueName } from '../graph/value';
import { add, multiply } from '../ops/support/emit';

/** How gradients are kept small. */
export type ClipSettings =
  /** Together, by their common norm. */
  | { readonly by: 'norm'; readonly limit: number }
  /** Each element by itself. */
  | { readonly by: 'value'; readonly limit: number };

/** Added to the norm before it divides, as PyTorch does. */
const smallest = 1e-6;

/**
 * As `torch.nn.utils.clip_grad_norm_`: every gradient times min(1, limit / (norm of all + 10⁻⁶)); and
 * `clip_grad_value_`: every element in [−limit, limit].
 */
export function addClipping(
  builder: GraphBuilder,
  gradients: readonly ValueName[],
  { by, limit }: ClipSettings,
): ValueName[] {
  if (by === 'value') {
    return gradients.map((gradient) => {
      const { type } = builder.value(gradient);
      return builder.add('Clip', [gradient, builder.scalar(type, -limit), builder.scalar(type, limit)]);
    });
  }
  if (gradients.length === 0) {
    return [];
  }
  const squares = gradients.map((gradient) =>
    addSumOfSquares(builder, addCast(builder, gradient, 'float32')),
  );
  const norm = builder.add('Sqrt', [squares.length === 1 ? squares[0] : builder.add('Sum', squares)]);
  const ratio = builder.add('Div', [builder.scalar('float32', limit), add(builder, norm, smallest)]);
  const factor = builder.add('Min', [ratio, builder.scalar('float32', 1)]);
  return gradients.map((gradient) =>
    multiply(builder, gradient, addCast(builder, factor, builder.value(gradient).type)),
  );
}
