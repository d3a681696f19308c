import { stringAttribute } from '../graph/attributes';
import { elementCount, formatShape, rowMajorStrides, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { axesOf } from './support/axes';
import { pad, slice } from './support/emit';
import { constantInput, inputTensor, optionalConstantInput, requiredInput } from './support/inputs';
import { applyAlongAxis } from './support/linearMap';

/**
 * Adds elements before and after each axis; negative numbers cut off. Inputs data, pads (begins, then ends), value, axes.
 * `mode` is `constant`, `reflect`, `edge` or `wrap`. ONNX Pad-21.
 */
export const Pad: Operator = {
  name: 'Pad',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    const { begins, ends } = padsOf(shape, constantInput(context, 1), optionalConstantInput(context, 3));
    const padded = shape.map((extent, axis) => extent + begins[axis] + ends[axis]);
    if (padded.some((extent) => extent < 0)) {
      throw new ShapeError(
        `Pad cannot cut ${[...begins, ...ends].join(', ')} off an input of shape ${formatShape(shape)}.`,
      );
    }
    const isReflect = stringAttribute(context.attributes, 'mode', 'constant') === 'reflect';
    if (
      isReflect &&
      shape.some((extent, axis) => begins[axis] >= extent || ends[axis] >= extent) &&
      hasPads(begins, ends)
    ) {
      throw new ShapeError(
        `Pad cannot reflect further than the input of shape ${formatShape(shape)} reaches (pads ${[...begins, ...ends].join(', ')}).`,
      );
    }
    return [{ type, shape: padded }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const { begins } = padsOf(shape, inputTensor(context, 1), context.inputs[3]);
    const mode = stringAttribute(context.attributes, 'mode', 'constant');
    const fill = context.inputs[2]?.data[0] ?? 0;
    const [output] = context.outputTypes;
    const strides = rowMajorStrides(shape);
    const places = output.shape.map((extent, axis) =>
      Int32Array.from({ length: extent }, (_, at) => sourceOf(at - begins[axis], shape[axis], mode)),
    );
    const result = new Float64Array(elementCount(output.shape));
    const index = new Array<number>(shape.length).fill(0);
    for (let element = 0; element < result.length; element++) {
      let offset = 0;
      for (let axis = 0; axis < index.length && offset >= 0; axis++) {
        const place = places[axis][index[axis]];
        offset = place < 0 ? -1 : offset + place * strides[axis];
      }
      result[element] = offset < 0 ? fill : data[offset];
      for (let axis = index.length - 1; axis >= 0; axis--) {
        if (++index[axis] < output.shape[axis]) {
          break;
        }
        index[axis] = 0;
      }
    }
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const [, pads, , axes = ''] = node.inputs;
      const { begins, ends } = padsOf(
        shape,
        builder.constantOf(pads)!,
        axes === '' ? undefined : builder.constantOf(axes),
      );
      const mode = stringAttribute(node.attributes, 'mode', 'constant');
      if (mode !== 'constant') {
        return shape.reduce(
          (value, extent, axis) =>
            begins[axis] === 0 && ends[axis] === 0
              ? value
              : applyAlongAxis(builder, value, axis, extent, (to, from) =>
                  sourceOf(from - begins[axis], extent, mode) === to ? 1 : 0,
                ),
          gradient!,
        );
      }
      if ([...begins, ...ends].some((amount) => amount < 0)) {
        const turn = (amounts: readonly number[]) => amounts.map((amount) => -amount);
        return pad(builder, gradient!, turn(begins), turn(ends));
      }
      return slice(
        builder,
        gradient!,
        shape.map((extent, axis) => ({ axis, start: begins[axis], end: begins[axis] + extent, step: 1 })),
      );
    },
  ],
};

function hasPads(begins: readonly number[], ends: readonly number[]): boolean {
  return [...begins, ...ends].some((amount) => amount > 0);
}

function padsOf(shape: Shape, pads: Tensor, axes: Tensor | undefined): { begins: number[]; ends: number[] } {
  const named = axes === undefined ? shape.map((_, axis) => axis) : axesOf('Pad', axes.data, shape);
  if (pads.data.length !== 2 * named.length) {
    throw new ShapeError(
      `Pad has ${pads.data.length} pads for an input of shape ${formatShape(shape)}; it needs ${2 * named.length}.`,
    );
  }
  const begins = shape.map(() => 0);
  const ends = shape.map(() => 0);
  named.forEach((axis, index) => {
    begins[axis] = pads.data[index];
    ends[axis] = pads.data[named.length + index];
  });
  return { begins, ends };
}

/** Element of the input that stands at a place counted from its start, which may lie outside; −1 for the fill value. */
function sourceOf(at: number, extent: number, mode: string): number {
  if (at >= 0 && at < extent) {
    return at;
  }
  switch (mode) {
    case 'reflect': {
      const period = Math.max(1, 2 * (extent - 1));
      const phase = ((at % period) + period) % period;
      return phase < extent ? phase : period - phase;
    }
    case 'edge':
      return at < 0 ? 0 : extent - 1;
    case 'wrap':
      return ((at % extent) + extent) % extent;
    default:
      return -1;
  }
}
