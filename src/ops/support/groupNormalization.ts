import type { GraphBuilder } from '../../graph/builder';
import { elementCount, formatShape, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';
import { type EvaluateContext, type GradientRule, type InferContext, ShapeError } from '../operator';
import { channelShape, sumOverAllBut } from './channels';
import { multiply, reshape } from './emit';
import { inputTensor, requiredInput } from './inputs';
import { standardizationNodes, standardize } from './standardization';

/** X [N, C, spatial…] standardised over groups of channels of one image, then scaled and shifted channel by channel. */

/** @throws ShapeError where scale and bias are not one number for each channel, or the groups do not divide the channels. */
export function inferGroupNormalization(context: InferContext, groups: number): ValueType[] {
  const { type, shape } = requiredInput(context, 0);
  if (shape.length < 2) {
    throw new ShapeError(
      `${context.operator} needs an input of shape batch×channels×…, but it is ${formatShape(shape)}.`,
    );
  }
  ['scale', 'bias'].forEach((role, index) => {
    const parameter = requiredInput(context, index + 1).shape;
    if (parameter.length !== 1 || parameter[0] !== shape[1]) {
      throw new ShapeError(
        `${context.operator} has a ${role} of shape ${formatShape(parameter)} but its input has ${shape[1]} channels ` +
          `(shape ${formatShape(shape)}).`,
      );
    }
  });
  if (groups < 1 || shape[1] % groups !== 0) {
    throw new ShapeError(`${context.operator} cannot divide its ${shape[1]} channels into ${groups} groups.`);
  }
  return [{ type, shape }];
}

export function evaluateGroupNormalization(
  context: EvaluateContext,
  groups: number,
  epsilon: number,
): Tensor[] {
  const { shape, data } = inputTensor(context, 0);
  const [scale, bias] = [1, 2].map((index) => inputTensor(context, index).data);
  const plane = elementCount(shape.slice(2));
  const standard = standardize(data, (shape[1] / groups) * plane, epsilon);
  const result = standard.map((x, element) => {
    const channel = Math.floor(element / plane) % shape[1];
    return x * scale[channel] + bias[channel];
  });
  return [{ ...context.outputTypes[0], data: result }];
}

export function groupNormalizationGradient(
  groupsOf: (attributes: InferContext['attributes'], shape: Shape) => number,
  epsilonOf: (attributes: InferContext['attributes']) => number,
): GradientRule {
  return ({ node, builder, outputGradients: [gradient] }) => {
    const [x, scale] = node.inputs;
    const { shape } = builder.value(x);
    const grouped = groupedShape(shape, groupsOf(node.attributes, shape));
    const { standard, inputGradient } = standardizationNodes(
      builder,
      reshape(builder, x, grouped),
      [2],
      epsilonOf(node.attributes),
    );
    return [
      () => {
        const u = multiply(builder, gradient!, perChannel(builder, scale, shape));
        return reshape(builder, inputGradient(reshape(builder, u, grouped)), shape);
      },
      () => sumOverAllBut(builder, multiply(builder, gradient!, reshape(builder, standard(), shape)), 1),
      () => sumOverAllBut(builder, gradient!, 1),
    ];
  };
}

function groupedShape(shape: Shape, groups: number): Shape {
  return [shape[0], groups, elementCount(shape.slice(1)) / groups];
}

function perChannel(builder: GraphBuilder, value: ValueName, shape: Shape): ValueName {
  return reshape(builder, value, channelShape(shape[1], shape.length));
}
