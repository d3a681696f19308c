import { floatAttribute } from '../graph/attributes';
import type { Operator } from './operator';
import { drawsOutput, evaluateDrawn, inferDrawnLike, standardNormal } from './support/random';

/** Normal numbers of the given `mean` and `scale` in the shape of its input. ONNX RandomNormalLike-1. */
export const RandomNormalLike: Operator = {
  name: 'RandomNormalLike',
  draw: drawsOutput((attributes) => ({
    kind: 'normal',
    mean: floatAttribute(attributes, 'mean', 0),
    std: floatAttribute(attributes, 'scale', 1),
  })),
  infer: inferDrawnLike,
  evaluate(context) {
    const mean = floatAttribute(context.attributes, 'mean', 0);
    const scale = floatAttribute(context.attributes, 'scale', 1);
    return evaluateDrawn(context, () => mean + scale * standardNormal(() => context.random()));
  },
  gradient: 'piecewiseConstant',
};
