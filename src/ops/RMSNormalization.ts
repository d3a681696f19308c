import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { broadcastShapes, elementCount, formatShape, sameShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { allAxes, axisAttribute } from './support/axes';
import { broadcastData, sumTo } from './support/broadcast';
import { multiply } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { standardizationNodes } from './support/standardization';

/**
 * Divides by the root of the mean square over the axes from `axis` (default −1) to the last: Y = scale·X/√(mean(X²) + ε)
 * (Zhang & Sennrich 2019). ONNX RMSNormalization-23.
 */
export const RMSNormalization: Operator = {
  name: 'RMSNormalization',
  since: 23,
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const scale = requiredInput(context, 1).shape;
    axisAttribute(context, shape, -1);
    if (!sameShape(broadcastShapes(scale, shape) ?? [], shape)) {
      throw new ShapeError(
        `RMSNormalization has a scale of shape ${formatShape(scale)}, which does not fit its input of shape ` +
          `${formatShape(shape)}.`,
      );
    }
    return [{ type, shape }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisAttribute({ operator: 'RMSNormalization', attributes: context.attributes }, shape, -1);
    const width = elementCount(shape.slice(axis));
    const scale = broadcastData(inputTensor(context, 1), shape);
    const result = new Float64Array(data.length);
    for (let start = 0; start < data.length; start += width) {
      let squares = 0;
      for (let index = start; index < start + width; index++) {
        squares += data[index] ** 2;
      }
      const inverse = 1 / Math.sqrt(squares / width + epsilonOf(context.attributes));
      for (let index = start; index < start + width; index++) {
        result[index] = data[index] * inverse * scale[index];
      }
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [x, scale] = node.inputs;
    const { shape } = builder.value(x);
    const axis = axisAttribute({ operator: 'RMSNormalization', attributes: node.attributes }, shape, -1);
    const { standard, inputGradient } = standardizationNodes(
      builder,
      x,
      allAxes(shape.length).slice(axis),
      epsilonOf(node.attributes),
      false,
    );
    return [
      () => inputGradient(multiply(builder, gradient!, scale)),
      () => sumTo(builder, multiply(builder, gradient!, standard()), builder.value(scale).shape),
    ];
  },
};

function epsilonOf(attributes: Attributes): number {
  return floatAttribute(attributes, 'epsilon', 1e-5);
}
