import { floatAttribute, intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount } from '../graph/shape';
import type { Operator } from './operator';
import { add, multiply, subtract } from './support/emit';
import { inputTensor } from './support/inputs';
import { applyAlongAxis } from './support/linearMap';
import { inferUnary, unaryGradient } from './support/unary';

/**
 * Local response normalisation of X [N, C, spatial…]: Y = X / s^beta with s = bias + alpha/size·Σ X² over `size` neighbouring
 * channels (Krizhevsky, Sutskever & Hinton 2012). ONNX LRN-13.
 */
export const LRN: Operator = {
  name: 'LRN',
  infer: inferUnary,
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const settings = settingsOf(context.attributes);
    const channels = shape[1];
    const plane = elementCount(shape.slice(2));
    const result = new Float64Array(data.length);
    for (let index = 0; index < data.length; index++) {
      const channel = Math.floor(index / plane) % channels;
      let sum = 0;
      for (let other = 0; other < channels; other++) {
        if (isNeighbour(channel, other, settings.size)) {
          sum += data[index + (other - channel) * plane] ** 2;
        }
      }
      result[index] = data[index] / (settings.bias + (settings.alpha / settings.size) * sum) ** settings.beta;
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: unaryGradient(({ builder, attributes, x, dy }) => {
    const { alpha, beta, bias, size } = settingsOf(attributes);
    const channels = builder.value(x).shape[1];
    const ofNeighbours = applyAlongAxis(builder, multiply(builder, x, x), 1, channels, (channel, other) =>
      isNeighbour(channel, other, size) ? alpha / size : 0,
    );
    const s = add(builder, ofNeighbours, bias);
    const power = (exponent: number) =>
      builder.add('Pow', [s, builder.scalar(builder.value(x).type, exponent)]);
    // dX = dY·s^−beta − 2·alpha·beta/size·X·Σ dY·X·s^(−beta−1) over the channels that have this one as neighbour
    const share = multiply(builder, multiply(builder, dy, x), power(-beta - 1));
    const gathered = applyAlongAxis(builder, share, 1, channels, (channel, other) =>
      isNeighbour(other, channel, size) ? (2 * alpha * beta) / size : 0,
    );
    return subtract(builder, multiply(builder, dy, power(-beta)), multiply(builder, x, gathered));
  }),
};

function settingsOf(attributes: Attributes): { alpha: number; beta: number; bias: number; size: number } {
  return {
    alpha: floatAttribute(attributes, 'alpha', 0.0001),
    beta: floatAttribute(attributes, 'beta', 0.75),
    bias: floatAttribute(attributes, 'bias', 1),
    size: intAttribute(attributes, 'size', 1),
  };
}

/** Whether the sum at `channel` includes `other`. */
function isNeighbour(channel: number, other: number, size: number): boolean {
  return other >= channel - Math.floor((size - 1) / 2) && other <= channel + Math.ceil((size - 1) / 2);
}
