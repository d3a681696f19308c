import { intAttribute, intsAttribute, stringAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, formatShape, type Shape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { checkBias, sumOverAllBut } from './support/channels';
import { type Convolution, convolveTransposed } from './support/convolution';
import {
  convolutionWeightGradient,
  flippedConvolution,
  flips,
  windowAttributes,
} from './support/convolutionGradient';
import { inputTensor, requiredInput } from './support/inputs';
import { perAxis, type WindowAxis } from './support/window';
import { int } from '../graph/attributes';

/**
 * Transposed convolution of X [N, C, spatial…] with W [C, M/group, kernel…], plus a bias [M] where there is one: the
 * adjoint of the Conv that takes [N, M, …] to [N, C, …]. ONNX ConvTranspose-11.
 */
export const ConvTranspose: Operator = {
  name: 'ConvTranspose',
  infer(context) {
    const input = requiredInput(context, 0);
    const weight = requiredInput(context, 1);
    const { batch, channels, axes } = adjointOf(
      context.operator,
      context.attributes,
      input.shape,
      weight.shape,
    );
    checkBias(context, 2, channels);
    return [{ type: input.type, shape: [batch, channels, ...axes.map((axis) => axis.input)] }];
  },
  evaluate(context) {
    const input = inputTensor(context, 0);
    const weight = inputTensor(context, 1);
    const adjoint = adjointOf('ConvTranspose', context.attributes, input.shape, weight.shape);
    return [
      {
        ...context.outputTypes[0],
        data: convolveTransposed(adjoint, input.data, weight.data, context.inputs[2]?.data),
      },
    ];
  },
  gradient({ node, builder, outputGradients: [gradient] }) {
    const [input, weight] = node.inputs;
    const adjoint = adjointOf(
      'ConvTranspose',
      node.attributes,
      builder.value(input).shape,
      builder.value(weight).shape,
    );
    return [
      () =>
        builder.add('Conv', [gradient!, weight], {
          ...windowAttributes(adjoint),
          group: int(adjoint.groups),
        }),
      () => convolutionWeightGradient(builder, adjoint, gradient!, input),
      () => sumOverAllBut(builder, gradient!, 1),
    ];
  },
  expand({ node, builder }) {
    const [input, weight, bias] = node.inputs;
    const adjoint = adjointOf(
      'ConvTranspose',
      node.attributes,
      builder.value(input).shape,
      builder.value(weight).shape,
    );
    return flips(adjoint) ? [flippedConvolution(builder, adjoint, input, weight, bias)] : undefined;
  },
  cost(context) {
    const input = requiredInput(context, 0).shape;
    const weight = requiredInput(context, 1).shape;
    return { macs: elementCount(input) * elementCount(weight.slice(1)) };
  },
};

/** The convolution whose adjoint a ConvTranspose node is: its "input" is the node's output. */
export function adjointOf(
  operator: string,
  attributes: Attributes,
  input: Shape,
  weight: Shape,
): Convolution {
  if (input.length < 3 || weight.length !== input.length) {
    throw new ShapeError(
      `${operator} has a weight of shape ${formatShape(weight)}, which does not fit its input of shape ` +
        `${formatShape(input)}.`,
    );
  }
  if (weight[0] !== input[1]) {
    throw new ShapeError(
      `${operator} has ${weight[0]} input channels in its weight but its input has ${input[1]} (shape ${formatShape(input)}).`,
    );
  }
  const groups = intAttribute(attributes, 'group', 1);
  if (weight[0] % groups !== 0) {
    throw new ShapeError(`${operator} cannot divide its ${weight[0]} input channels into ${groups} groups.`);
  }
  return {
    batch: input[0],
    channels: weight[1] * groups,
    outChannels: weight[0],
    groups,
    axes: transposedAxes(operator, attributes, input.slice(2), weight.slice(2)),
  };
}

function transposedAxes(operator: string, attributes: Attributes, small: Shape, kernel: Shape): WindowAxis[] {
  const rank = small.length;
  const strides = perAxis(operator, attributes, 'strides', rank);
  const dilations = perAxis(operator, attributes, 'dilations', rank);
  const pads = intsAttribute(attributes, 'pads', new Array<number>(2 * rank).fill(0));
  const outputPadding = intsAttribute(attributes, 'output_padding', new Array<number>(rank).fill(0));
  const outputShape = intsAttribute(attributes, 'output_shape', undefined);
  const autoPad = stringAttribute(attributes, 'auto_pad', 'NOTSET');
  const axes = small.map((output, axis) => {
    const [stride, dilation] = [strides[axis], dilations[axis]];
    const reached = (output - 1) * stride + outputPadding[axis] + dilation * (kernel[axis] - 1) + 1;
    let [padBegin, padEnd] = [pads[axis], pads[rank + axis]];
    const wanted =
      outputShape?.at(rank === outputShape.length ? axis : axis + 2) ??
      (autoPad.startsWith('SAME') ? output * stride : undefined);
    // A wanted extent beyond what the windows reach is as if there were more output padding.
    const full = Math.max(reached, wanted ?? 0);
    if (wanted !== undefined) {
      const total = full - wanted;
      const small = Math.floor(total / 2);
      [padBegin, padEnd] = autoPad === 'SAME_UPPER' ? [small, total - small] : [total - small, small];
    } else if (autoPad === 'VALID') {
      [padBegin, padEnd] = [0, 0];
    }
    return {
      input: full - padBegin - padEnd,
      output,
      kernel: kernel[axis],
      stride,
      dilation,
      padBegin,
      padEnd,
    };
  });
  if (axes.some(({ input }) => input < 1)) {
    throw new ShapeError(
      `${operator} would make an output of ${formatShape(axes.map(({ input }) => input))}: its pads are too large.`,
    );
  }
  return axes;
}
