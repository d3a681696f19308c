import { intsAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Shape } from '../graph/shape';
import type { Operator } from './operator';
import { axesOf } from './support/axes';
import { add, divide, multiply, reduceMean, subtract } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { partitionOffsets } from './support/reduction';
import { unaryGradient } from './support/unary';

/** ONNX's function body adds it to the deviation, not to the variance. */
const epsilon = 1e-9;

/**
 * (X − mean)/(σ + 1e-9) over `axes` (default 0, 2, 3). Where all elements are equal, σ = 0 has no derivative, so that the
 * gradient is not a number. ONNX MeanVarianceNormalization-13.
 */
export const MeanVarianceNormalization: Operator = {
  name: 'MeanVarianceNormalization',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    normalizedAxes(context.attributes, shape);
    return [{ type, shape }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const { outer, inner } = partitionOffsets(shape, normalizedAxes(context.attributes, shape));
    const result = new Float64Array(data.length);
    for (const base of outer) {
      const mean = inner.reduce((sum, offset) => sum + data[base + offset], 0) / inner.length;
      const squares = inner.reduce((sum, offset) => sum + (data[base + offset] - mean) ** 2, 0);
      const deviation = Math.sqrt(squares / inner.length) + epsilon;
      inner.forEach((offset) => (result[base + offset] = (data[base + offset] - mean) / deviation));
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: unaryGradient(({ builder, attributes, x, y, dy }) => {
    const axes = normalizedAxes(attributes, builder.value(x).shape);
    const average = (value: string) => reduceMean(builder, value, axes, true);
    const centred = subtract(builder, x, average(x));
    const sigma = builder.add('Sqrt', [average(multiply(builder, centred, centred))]);
    // dX = (dY − mean(dY))/(σ + ε) − (X − mean)·mean(dY·Y)/(σ·(σ + ε))
    const straight = subtract(builder, dy, average(dy));
    const bent = divide(builder, multiply(builder, centred, average(multiply(builder, dy, y))), sigma);
    return divide(builder, subtract(builder, straight, bent), add(builder, sigma, epsilon));
  }),
};

function normalizedAxes(attributes: Attributes, shape: Shape): number[] {
  return axesOf('MeanVarianceNormalization', intsAttribute(attributes, 'axes', [0, 2, 3]), shape);
}
