import { int } from '../graph/attributes';
import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { full, reshape } from './support/emit';
import { evaluateGlobalPool, inferGlobalPool } from './support/globalPooling';
import { unaryGradient } from './support/unary';

/**
 * Largest element over all spatial axes of X [N, C, spatial…], kept as extents of one. The gradient goes to the first of
 * equal ones, as in PyTorch's adaptive_max_pool. ONNX GlobalMaxPool-1.
 */
export const GlobalMaxPool: Operator = {
  name: 'GlobalMaxPool',
  infer: inferGlobalPool,
  evaluate: (context) =>
    evaluateGlobalPool(context, (plane) => plane.reduce((largest, x) => Math.max(largest, x), -Infinity)),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const { type, shape } = builder.value(x);
    const rows = [shape[0], shape[1], elementCount(shape.slice(2))];
    const place = builder.add('ArgMax', [reshape(builder, x, rows)], { axis: int(2) });
    const scattered = builder.add(
      'ScatterElements',
      [full(builder, type, rows, 0), place, reshape(builder, dy, [shape[0], shape[1], 1])],
      { axis: int(2) },
    );
    return reshape(builder, scattered, shape);
  }),
};
