import { intAttribute, intsAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Shape } from '../graph/shape';
import type { Operator } from './operator';
import { type Convolution, convolutionOf, convolutionWeightProducts } from './support/convolution';
import { convolutionWeightGradient } from './support/convolutionGradient';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * ∂loss/∂W [M, C/group, kernel…] of a Conv, from X [N, C, spatial…] and ∂loss/∂Y [N, M, spatial…]. Attributes are Conv's,
 * with `kernel_shape` present. In the domain `skipline`: a node of its own, so that each runtime can choose the form that it
 * computes fast.
 */
export const ConvWeightGradient: Operator = {
  name: 'ConvWeightGradient',
  domain: 'skipline',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [{ type, shape: weightShape(context.attributes, shape, requiredInput(context, 1).shape) }];
  },
  evaluate(context) {
    const x = inputTensor(context, 0);
    const dy = inputTensor(context, 1);
    const convolution = differentiatedConvolution(context.attributes, x.shape, dy.shape);
    return [{ ...context.outputTypes[0], data: convolutionWeightProducts(convolution, x.data, dy.data) }];
  },
  expand({ node, builder }) {
    const [x, dy] = node.inputs;
    const convolution = differentiatedConvolution(
      node.attributes,
      builder.value(x).shape,
      builder.value(dy).shape,
    );
    return [convolutionWeightGradient(builder, convolution, x, dy)];
  },
};

/** The convolution whose weight a node gives the gradient of. */
export function differentiatedConvolution(attributes: Attributes, input: Shape, output: Shape): Convolution {
  return convolutionOf('Conv', attributes, input, weightShape(attributes, input, output));
}

function weightShape(attributes: Attributes, input: Shape, output: Shape): Shape {
  const kernel = intsAttribute(attributes, 'kernel_shape', undefined) ?? [];
  return [output[1], input[1] / intAttribute(attributes, 'group', 1), ...kernel];
}
