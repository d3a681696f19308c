import { float, floatAttribute, intAttribute } from '../graph/attributes';
import type { GraphBuilder } from '../graph/builder';
import type { Attributes, Node } from '../graph/node';
import { elementCount, formatShape, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import {
  type EvaluateContext,
  type GradientContext,
  type GradientRule,
  MissingGradientError,
  type Operator,
  ShapeError,
} from './operator';
import { allAxes } from './support/axes';
import { channelShape, sumOverAllBut } from './support/channels';
import { add, divide, multiply, reduceMean, reduceSum, reshape, subtract } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { lazy } from './support/lazy';

/**
 * Normalises every channel of X [N, C, spatial…]: Y = scale·(X − mean)/√(var + ε) + bias. Inputs X, scale [C], bias [C],
 * mean [C], var [C].
 *
 * With `training_mode` = 1 mean and variance (biased) are those of the batch, and outputs 1 and 2 are the running ones:
 * momentum·old + (1 − momentum)·batch. ONNX's momentum is one minus PyTorch's. With momentum 0 these outputs are the
 * batch's own statistics, which the gradient then reads instead of computing them again. ONNX BatchNormalization-15.
 */
export const BatchNormalization: Operator = {
  name: 'BatchNormalization',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    if (shape.length < 2) {
      throw new ShapeError(
        `BatchNormalization needs an input of shape batch×channels×…, but it is ${formatShape(shape)}.`,
      );
    }
    ['scale', 'bias', 'mean', 'variance'].forEach((role, index) => {
      const parameter = requiredInput(context, index + 1).shape;
      if (parameter.length !== 1 || parameter[0] !== shape[1]) {
        throw new ShapeError(
          `BatchNormalization has a ${role} of shape ${formatShape(parameter)} but its input has ${shape[1]} ` +
            `channels (shape ${formatShape(shape)}).`,
        );
      }
    });
    const running = { type: requiredInput(context, 3).type, shape: [shape[1]] };
    return isTraining(context.attributes) ? [{ type, shape }, running, running] : [{ type, shape }];
  },
  evaluate(context) {
    const x = inputTensor(context, 0);
    const [scale, bias, mean, variance] = [1, 2, 3, 4].map((index) => inputTensor(context, index).data);
    if (!isTraining(context.attributes)) {
      return [normalize(context, x, scale, bias, mean, variance)];
    }
    const momentum = floatAttribute(context.attributes, 'momentum', 0.9);
    const batch = batchStatistics(x);
    const running = [
      mean.map((old, channel) => mix(momentum, old, batch.mean[channel])),
      variance.map((old, channel) => mix(momentum, old, batch.variance[channel])),
    ];
    return [
      normalize(context, x, scale, bias, batch.mean, batch.variance),
      ...context.outputTypes.slice(1).map((output, index) => ({ ...output, data: running[index] })),
    ];
  },
  gradient: (context) =>
    (isTraining(context.node.attributes) ? trainingGradient : evaluationGradient)(context),
};

function isTraining(attributes: Attributes): boolean {
  return intAttribute(attributes, 'training_mode', 0) === 1;
}

function epsilonOf(attributes: Attributes): number {
  return floatAttribute(attributes, 'epsilon', 1e-5);
}

/** momentum 0 forgets the old value even where it is not finite. */
function mix(momentum: number, old: number, batch: number): number {
  return momentum === 0 ? batch : momentum * old + (1 - momentum) * batch;
}

function batchStatistics({ shape, data }: Tensor): { mean: Float64Array; variance: Float64Array } {
  const [images, channels] = shape;
  const plane = elementCount(shape.slice(2));
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  const count = images * plane;
  const sumChannel = (channel: number, term: (x: number) => number): number => {
    let sum = 0;
    for (let image = 0; image < images; image++) {
      const start = (image * channels + channel) * plane;
      for (let position = 0; position < plane; position++) {
        sum += term(data[start + position]);
      }
    }
    return sum;
  };
  for (let channel = 0; channel < channels; channel++) {
    const average = sumChannel(channel, (x) => x) / count;
    mean[channel] = average;
    variance[channel] = sumChannel(channel, (x) => (x - average) ** 2) / count;
  }
  return { mean, variance };
}

function normalize(
  context: EvaluateContext,
  { shape, data }: Tensor,
  scale: Float64Array,
  bias: Float64Array,
  mean: Float64Array,
  variance: Float64Array,
): Tensor {
  const [images, channels] = shape;
  const plane = elementCount(shape.slice(2));
  const epsilon = epsilonOf(context.attributes);
  const result = new Float64Array(data.length);
  for (let row = 0; row < images * channels; row++) {
    const channel = row % channels;
    const factor = scale[channel] / Math.sqrt(variance[channel] + epsilon);
    for (let index = row * plane; index < (row + 1) * plane; index++) {
      result[index] = (data[index] - mean[channel]) * factor + bias[channel];
    }
  }
  return { ...context.outputTypes[0], data: result };
}

/** [C] → [C, 1, …], which broadcasts against X. */
function perChannel(builder: GraphBuilder, value: ValueName, shape: Shape): ValueName {
  return reshape(builder, value, channelShape(shape[1], shape.length));
}

/** √(var + ε) */
function deviation(builder: GraphBuilder, variance: ValueName, attributes: Attributes): ValueName {
  return builder.add('Sqrt', [add(builder, variance, epsilonOf(attributes))]);
}

/** Mean and variance are constants of the loss: dX = dY·scale/σ, dscale = ΣdY·(X − mean)/σ, dbias = ΣdY. */
const evaluationGradient: GradientRule = ({
  node,
  builder,
  outputGradients: [gradient],
}: GradientContext) => {
  const [x, scale, , mean, variance] = node.inputs;
  const { shape } = builder.value(x);
  const dy = gradient!;
  const sigma = lazy(() => deviation(builder, variance, node.attributes));
  return [
    () => multiply(builder, dy, perChannel(builder, divide(builder, scale, sigma()), shape)),
    () => {
      const centred = subtract(builder, x, perChannel(builder, mean, shape));
      return divide(builder, sumOverAllBut(builder, multiply(builder, dy, centred), 1), sigma());
    },
    () => sumOverAllBut(builder, dy, 1),
  ];
};

/**
 * With x̂ = (X − μ)/σ over m elements per channel: dbias = ΣdY, dscale = ΣdY·x̂, dX = scale/σ·(dY − dbias/m − x̂·dscale/m)
 * (Ioffe & Szegedy 2015). dscale is written with X − μ, so that no cancellation between ΣdY·X and μ·ΣdY arises.
 */
const trainingGradient: GradientRule = ({ node, builder, outputGradients: [gradient] }: GradientContext) => {
  if (gradient === undefined) {
    throw new MissingGradientError(
      `The running statistics of ${node.name} cannot be differentiated; only its first output can.`,
    );
  }
  const [x, scale] = node.inputs;
  const { shape } = builder.value(x);
  const count = elementCount(shape) / shape[1];
  const reduced = allAxes(shape.length).filter((axis) => axis !== 1);
  const statistics = lazy(() => statisticsOf(builder, node, shape, reduced));
  const deviationOf = lazy(() => deviation(builder, statistics().variance, node.attributes));
  const biasGradient = lazy(() => reduceSum(builder, gradient, reduced, false));
  const scaleGradient = lazy(() => {
    const centred = subtract(builder, x, perChannel(builder, statistics().mean, shape));
    const weighted = reduceSum(builder, multiply(builder, gradient, centred), reduced, false);
    return divide(builder, weighted, deviationOf());
  });
  return [
    () => {
      // What the sums take away is affine in X: one more normalisation, with other scales and biases.
      const factor = divide(builder, scale, deviationOf());
      const share = (sum: ValueName) => divide(builder, multiply(builder, sum, factor), -count);
      const { mean, variance } = statistics();
      const taken = builder.add(
        'BatchNormalization',
        [x, share(scaleGradient()), share(biasGradient()), mean, variance],
        { epsilon: float(epsilonOf(node.attributes)) },
      );
      return add(builder, multiply(builder, gradient, perChannel(builder, factor, shape)), taken);
    },
    scaleGradient,
    biasGradient,
  ];
};

/** Mean and biased variance of the batch, [C]: read from the node where its outputs hold them. */
function statisticsOf(
  builder: GraphBuilder,
  node: Node,
  shape: Shape,
  reduced: readonly number[],
): { mean: ValueName; variance: ValueName } {
  if (node.outputs.length === 3 && floatAttribute(node.attributes, 'momentum', 0.9) === 0) {
    return { mean: node.outputs[1], variance: node.outputs[2] };
  }
  const mean = reduceMean(builder, node.inputs[0], reduced, false);
  const centred = subtract(builder, node.inputs[0], perChannel(builder, mean, shape));
  return { mean, variance: reduceMean(builder, multiply(builder, centred, centred), reduced, false) };
}
