import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { inferGlobalPool, evaluateGlobalPool } from './support/globalPooling';
import { expand, multiply } from './support/emit';
import { unaryGradient } from './support/unary';

/** Mean over all spatial axes of X [N, C, spatial…], kept as extents of one. ONNX GlobalAveragePool-1. */
export const GlobalAveragePool: Operator = {
  name: 'GlobalAveragePool',
  infer: inferGlobalPool,
  evaluate: (context) =>
    evaluateGlobalPool(context, (plane) => plane.reduce((sum, x) => sum + x, 0) / plane.length),
  gradient: unaryGradient(({ builder, x, dy }) => {
    const { shape } = builder.value(x);
    return expand(builder, multiply(builder, dy, 1 / elementCount(shape.slice(2))), shape);
  }),
};
