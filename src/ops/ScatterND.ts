import { string } from '../graph/attributes';
import { elementCount, formatShape, sameShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { inputTensor, requiredInput } from './support/inputs';
import { reductionOf } from './support/scatter';
import { scatterGradient } from './support/scatterGradient';
import { sliceOffsets } from './support/scatterSlices';

/**
 * Writes updates (input 2) to the slices of data (input 0) that the last axis of the indices (input 1) names, combined with
 * what is there by `reduction` (none, add, mul, max, min). ONNX ScatterND-18.
 */
export const ScatterND: Operator = {
  name: 'ScatterND',
  infer(context) {
    const [data, indices, updates] = [0, 1, 2].map((index) => requiredInput(context, index));
    reductionOf(context.operator, context.attributes);
    const depth = indices.shape.at(-1) ?? 0;
    const expected = [...indices.shape.slice(0, -1), ...data.shape.slice(depth)];
    if (depth > data.shape.length || !sameShape(updates.shape, expected)) {
      throw new ShapeError(
        `ScatterND cannot write updates of shape ${formatShape(updates.shape)} at indices of shape ` +
          `${formatShape(indices.shape)} into the shape ${formatShape(data.shape)}.`,
      );
    }
    return [{ type: data.type, shape: data.shape }];
  },
  evaluate(context) {
    const [data, indices, updates] = [0, 1, 2].map((index) => inputTensor(context, index));
    const combine = reductionOf('ScatterND', context.attributes);
    const result = data.data.slice();
    const run = elementCount(data.shape.slice(indices.shape.at(-1)));
    sliceOffsets('ScatterND', data.shape, indices).forEach((offset, row) => {
      for (let element = 0; element < run; element++) {
        result[offset + element] = combine(result[offset + element], updates.data[row * run + element]);
      }
    });
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: scatterGradient(({ node, builder }) => {
    const [, indices] = node.inputs;
    return {
      scatter: (target, updates, reduction) =>
        builder.add('ScatterND', [target, indices, updates], { reduction: string(reduction) }),
      gather: (source) => builder.add('GatherND', [source, indices]),
    };
  }),
};
