import { ints } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, formatShape, type Shape } from '../graph/shape';
import { type Tensor, tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { reshape } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';
import { explicitPads, type WindowAxis, windowAxes, windowOffsets } from './support/window';

/**
 * Adds up the blocks of an image: [N, C·taps, positions] → [N, C, image…]. Inputs 1 and 2, constants, are the shapes of the
 * image and of a block; the adjoint of unfolding, torch.nn.functional.fold. ONNX Col2Im-18.
 */
export const Col2Im: Operator = {
  name: 'Col2Im',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const image = Array.from(constantInput(context, 1).data);
    const axes = blockAxes(context.attributes, image, constantInput(context, 2));
    const taps = elementCount(axes.map(({ kernel }) => kernel));
    const positions = elementCount(axes.map(({ output }) => output));
    if (shape.length !== 3 || shape[1] % taps !== 0 || shape[2] !== positions) {
      throw new ShapeError(
        `Col2Im to an image of ${formatShape(image)} needs an input of batch×(channels·${taps})×${positions}, but it is ` +
          `${formatShape(shape)}.`,
      );
    }
    return [{ type, shape: [shape[0], shape[1] / taps, ...image] }];
  },
  evaluate(context) {
    const { data } = inputTensor(context, 0);
    const [output] = context.outputTypes;
    const image = output.shape.slice(2);
    const offsets = windowOffsets(blockAxes(context.attributes, image, inputTensor(context, 2)));
    const plane = elementCount(image);
    const result = new Float64Array(elementCount(output.shape));
    for (let row = 0; row < output.shape[0] * output.shape[1]; row++) {
      offsets.forEach((offset, index) => {
        if (offset >= 0) {
          result[row * plane + offset] += data[row * offsets.length + index];
        }
      });
    }
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const [, channels, ...image] = builder.value(node.outputs[0]).shape;
      const axes = blockAxes(node.attributes, image, builder.constantOf(node.inputs[2])!);
      const kernel = axes.map((axis) => axis.kernel);
      const taps = elementCount(kernel);
      // Unfolding is a convolution in which each output channel picks one tap.
      const picks = Float64Array.from({ length: taps * taps }, (_, at) => (at % (taps + 1) === 0 ? 1 : 0));
      const { type } = builder.value(gradient!);
      const unfolded = builder.add(
        'Conv',
        [
          reshape(builder, gradient!, [shape[0] * channels, 1, ...image]),
          builder.constant(tensor(type, [taps, 1, ...kernel], picks)),
        ],
        {
          kernel_shape: ints(kernel),
          strides: ints(axes.map((axis) => axis.stride)),
          dilations: ints(axes.map((axis) => axis.dilation)),
          pads: ints(explicitPads(axes)),
        },
      );
      return reshape(builder, unfolded, shape);
    },
    undefined,
    undefined,
  ],
};

function blockAxes(attributes: Attributes, image: Shape, block: Tensor): WindowAxis[] {
  return windowAxes('Col2Im', attributes, image, Array.from(block.data));
}
