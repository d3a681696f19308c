import { ints } from '../graph/attributes';
import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { convolutionOf, convolve } from './support/convolution';
import { convolutionInputGradient } from './support/convolutionGradient';
import { sumOverAllBut } from './support/channels';
import { checkBias } from './support/channels';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Convolution of X [N, C, spatial…] with W [M, C/group, kernel…], plus a bias [M] where there is one; Y is
 * [N, M, spatial…]. Any number of spatial axes, groups, strides, dilations, asymmetric pads. ONNX Conv-11.
 */
export const Conv: Operator = {
  name: 'Conv',
  infer(context) {
    const input = requiredInput(context, 0);
    const weight = requiredInput(context, 1);
    const { batch, outChannels, axes } = convolutionOf(
      context.operator,
      context.attributes,
      input.shape,
      weight.shape,
    );
    checkBias(context, 2, outChannels);
    return [{ type: input.type, shape: [batch, outChannels, ...axes.map((axis) => axis.output)] }];
  },
  evaluate(context) {
    const input = inputTensor(context, 0);
    const weight = inputTensor(context, 1);
    const convolution = convolutionOf('Conv', context.attributes, input.shape, weight.shape);
    return [
      {
        ...context.outputTypes[0],
        data: convolve(convolution, input.data, weight.data, context.inputs[2]?.data),
      },
    ];
  },
  gradient({ node, builder, outputGradients: [gradient] }) {
    const [input, weight] = node.inputs;
    const convolution = convolutionOf(
      'Conv',
      node.attributes,
      builder.value(input).shape,
      builder.value(weight).shape,
    );
    return [
      () => convolutionInputGradient(builder, convolution, gradient!, weight),
      () =>
        builder.addNode({
          operator: 'ConvWeightGradient',
          domain: 'skipline',
          inputs: [input, gradient!],
          attributes: {
            ...node.attributes,
            kernel_shape: ints(convolution.axes.map(({ kernel }) => kernel)),
          },
        })[0],
      () => sumOverAllBut(builder, gradient!, 1),
    ];
  },
  cost(context) {
    const weight = requiredInput(context, 1).shape;
    const [{ shape }] = Conv.infer(context);
    return { macs: elementCount(shape) * elementCount(weight.slice(1)) };
  },
};
