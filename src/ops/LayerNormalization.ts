import { floatAttribute } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { Node } from '../graph/node';
import { broadcastShapes, elementCount, formatShape, sameShape } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { MissingGradientError, type Operator, ShapeError } from './operator';
import { allAxes, axisAttribute } from './support/axes';
import { broadcastData, sumTo } from './support/broadcast';
import { add, multiply, reduceMean, subtract } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { lazy } from './support/lazy';

/**
 * Normalises over the axes from `axis` (default −1) to the last: Y = scale·(X − mean)/√(var + ε) + bias (Ba, Kiros & Hinton
 * 2016). Outputs 1 and 2, where asked for, are the mean and 1/√(var + ε), which the gradient reads. ONNX LayerNormalization-17.
 */
export const LayerNormalization: Operator = {
  name: 'LayerNormalization',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const axis = axisAttribute(context, shape, -1);
    const normalized = shape.slice(axis);
    [requiredInput(context, 1), context.inputs[2]].forEach((parameter) => {
      if (
        parameter !== undefined &&
        !sameShape(broadcastShapes(parameter.shape, normalized) ?? [], normalized)
      ) {
        throw new ShapeError(
          `LayerNormalization over ${formatShape(normalized)} has a parameter of shape ${formatShape(parameter.shape)} ` +
            `(its input is ${formatShape(shape)}).`,
        );
      }
    });
    const statistic = { type, shape: shape.map((extent, at) => (at < axis ? extent : 1)) };
    return [{ type, shape }, statistic, statistic];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const axis = axisAttribute({ operator: 'LayerNormalization', attributes: context.attributes }, shape, -1);
    const normalized = shape.slice(axis);
    const width = elementCount(normalized);
    const rows = data.length / width;
    const epsilon = floatAttribute(context.attributes, 'epsilon', 1e-5);
    const scale = broadcastData(inputTensor(context, 1), normalized);
    const bias = context.inputs[2] === undefined ? undefined : broadcastData(context.inputs[2], normalized);
    const results = [new Float64Array(data.length), new Float64Array(rows), new Float64Array(rows)];
    for (let row = 0; row < rows; row++) {
      const line = data.subarray(row * width, (row + 1) * width);
      const mean = line.reduce((sum, x) => sum + x, 0) / width;
      const inverse = 1 / Math.sqrt(line.reduce((sum, x) => sum + (x - mean) ** 2, 0) / width + epsilon);
      line.forEach((x, column) => {
        results[0][row * width + column] = (x - mean) * inverse * scale[column] + (bias?.[column] ?? 0);
      });
      results[1][row] = mean;
      results[2][row] = inverse;
    }
    return context.outputTypes.map((type, index) => ({ ...type, data: results[index] }));
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    if (gradient === undefined) {
      throw new MissingGradientError(
        `Mean and deviation of ${node.name} cannot be differentiated; only its first output can.`,
      );
    }
    const [x, scale, bias = ''] = node.inputs;
    const { shape } = builder.value(x);
    const axis = axisAttribute({ operator: 'LayerNormalization', attributes: node.attributes }, shape, -1);
    const axes = allAxes(shape.length).slice(axis);
    const statistics = lazy(() => statisticsOf(builder, node, axes));
    const standard = lazy(() => {
      const { mean, inverse } = statistics();
      return multiply(builder, subtract(builder, x, mean), inverse);
    });
    return [
      () => {
        // u = dY·scale, dX = (u − mean(u) − x̂·mean(u·x̂))/σ
        const u = multiply(builder, gradient, scale);
        const along = reduceMean(builder, multiply(builder, u, standard()), axes, true);
        const straight = subtract(builder, u, reduceMean(builder, u, axes, true));
        const projected = subtract(builder, straight, multiply(builder, standard(), along));
        return multiply(builder, projected, statistics().inverse);
      },
      () => sumTo(builder, multiply(builder, gradient, standard()), builder.value(scale).shape),
      bias === '' ? undefined : () => sumTo(builder, gradient, builder.value(bias).shape),
    ];
  },
};

/** Mean and 1/√(var + ε), the normalised axes kept as extents of one. */
function statisticsOf(
  builder: GraphBuilder,
  node: Node,
  axes: readonly number[],
): { mean: ValueName; inverse: ValueName } {
  if (node.outputs.length === 3) {
    return { mean: node.outputs[1], inverse: node.outputs[2] };
  }
  const mean = reduceMean(builder, node.inputs[0], axes, true);
  const centred = subtract(builder, node.inputs[0], mean);
  const variance = reduceMean(builder, multiply(builder, centred, centred), axes, true);
  const deviation = builder.add('Sqrt', [
    add(builder, variance, floatAttribute(node.attributes, 'epsilon', 1e-5)),
  ]);
  return { mean, inverse: builder.add('Reciprocal', [deviation]) };
}
