import type { Operator } from './operator';
import { expand } from './support/emit';
import { evaluateGlobalPool, inferGlobalPool } from './support/globalPooling';
import { normGradient, orderAttribute } from './support/norm';
import { unaryGradient } from './support/unary';

/** Norm of order `p` (default 2) over all spatial axes of X [N, C, spatial…], kept as extents of one. ONNX GlobalLpPool-2. */
export const GlobalLpPool: Operator = {
  name: 'GlobalLpPool',
  infer: inferGlobalPool,
  evaluate(context) {
    const order = orderAttribute(context.attributes);
    return evaluateGlobalPool(
      context,
      (plane) => plane.reduce((sum, x) => sum + Math.abs(x) ** order, 0) ** (1 / order),
    );
  },
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) =>
    normGradient(builder, orderAttribute(attributes), x, y, dy, (share) =>
      expand(builder, share, builder.value(x).shape),
    ),
  ),
};
