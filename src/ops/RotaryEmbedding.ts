import { intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { formatShape, type Shape } from '../graph/shape';
import { MissingGradientError, type Operator, ShapeError } from './operator';
import { inputTensor, requiredInput } from './support/inputs';
import { wrapIndex } from './support/indexing';

/**
 * Turns pairs of features of X [batch, heads, steps, size] (or [batch, steps, heads·size] with `num_heads`) by angles whose
 * cosines and sines inputs 1 and 2 hold: [batch, steps, half], or [positions, half] from which input 3 [batch, steps] picks
 * (Su et al. 2021). The gradient turns back by the same angles. ONNX RotaryEmbedding-23.
 */
export const RotaryEmbedding: Operator = {
  name: 'RotaryEmbedding',
  since: 23,
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const { batch, steps, half } = layoutOf(context.attributes, shape);
    const positions = context.inputs[3]?.shape;
    for (const index of [1, 2]) {
      const cache = requiredInput(context, index).shape;
      const fits =
        positions === undefined
          ? cache.length === 3 && cache[0] === batch && cache[1] === steps
          : cache.length === 2;
      if (!fits || cache.at(-1) !== half) {
        throw new ShapeError(
          `RotaryEmbedding of an input ${formatShape(shape)} has a ${index === 1 ? 'cosine' : 'sine'} cache of shape ` +
            `${formatShape(cache)}; it needs ${half} angles for each step.`,
        );
      }
    }
    return [{ type, shape }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const [cosines, sines] = [inputTensor(context, 1), inputTensor(context, 2)];
    const positions = context.inputs[3]?.data;
    const { batch, heads, steps, size, half, isHeadFirst } = layoutOf(context.attributes, shape);
    const isInterleaved = intAttribute(context.attributes, 'interleaved', 0) === 1;
    const result = data.slice();
    for (let row = 0; row < batch * steps; row++) {
      const angles =
        (positions === undefined ? row : wrapIndex('RotaryEmbedding', positions[row], cosines.shape[0])) *
        half;
      for (let head = 0; head < heads; head++) {
        const start =
          size *
          (isHeadFirst
            ? (Math.floor(row / steps) * heads + head) * steps + (row % steps)
            : row * heads + head);
        for (let pair = 0; pair < half; pair++) {
          const first = start + (isInterleaved ? 2 * pair : pair);
          const second = first + (isInterleaved ? 1 : half);
          const [cosine, sine] = [cosines.data[angles + pair], sines.data[angles + pair]];
          result[first] = cosine * data[first] - sine * data[second];
          result[second] = sine * data[first] + cosine * data[second];
        }
      }
    }
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => {
    const [, cosines, sines, ...positions] = node.inputs;
    const refuse = () => {
      throw new MissingGradientError(
        'The gradient of RotaryEmbedding with respect to its angles is not supported.',
      );
    };
    return [
      () =>
        builder.add(
          'RotaryEmbedding',
          [gradient!, cosines, builder.add('Neg', [sines]), ...positions],
          node.attributes,
        ),
      refuse,
      refuse,
      undefined,
    ];
  },
};

interface Layout {
  readonly batch: number;
  readonly heads: number;
  readonly steps: number;
  /** Features of one head, of which the first 2·half are turned. */
  readonly size: number;
  readonly half: number;
  readonly isHeadFirst: boolean;
}

function layoutOf(attributes: Attributes, shape: Shape): Layout {
  const heads = shape.length === 4 ? shape[1] : intAttribute(attributes, 'num_heads', 0);
  if ((shape.length !== 3 && shape.length !== 4) || heads < 1 || (shape.length === 3 && shape[2] % heads)) {
    throw new ShapeError(
      `RotaryEmbedding needs batch×heads×steps×features, or batch×steps×features and num_heads; its input is ` +
        `${formatShape(shape)} and num_heads ${heads}.`,
    );
  }
  const isHeadFirst = shape.length === 4;
  const size = isHeadFirst ? shape[3] : shape[2] / heads;
  const turned = intAttribute(attributes, 'rotary_embedding_dim', 0) || size;
  return {
    batch: shape[0],
    heads,
    steps: isHeadFirst ? shape[2] : shape[1],
    size,
    half: turned / 2,
    isHeadFirst,
  };
}
