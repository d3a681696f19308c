import { int, string } from '../graph/attributes';
import { formatShape, sameShape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { axisAttribute } from './support/axes';
import { inputTensor, requiredInput } from './support/inputs';
import { elementOffsets, reductionOf } from './support/scatter';
import { scatterGradient } from './support/scatterGradient';

/**
 * Writes updates (input 2) to the elements (…, index, …) of data (input 0), combined with what is there by `reduction`
 * (none, add, mul, max, min). ONNX ScatterElements-18.
 */
export const ScatterElements: Operator = {
  name: 'ScatterElements',
  infer(context) {
    const [data, indices, updates] = [0, 1, 2].map((index) => requiredInput(context, index));
    axisAttribute(context, data.shape, 0);
    reductionOf(context.operator, context.attributes);
    if (!sameShape(indices.shape, updates.shape) || indices.shape.length !== data.shape.length) {
      throw new ShapeError(
        `ScatterElements cannot write updates of shape ${formatShape(updates.shape)} at indices of shape ` +
          `${formatShape(indices.shape)} into the shape ${formatShape(data.shape)}.`,
      );
    }
    return [{ type: data.type, shape: data.shape }];
  },
  evaluate(context) {
    const [data, indices, updates] = [0, 1, 2].map((index) => inputTensor(context, index));
    const axis = axisAttribute(
      { operator: 'ScatterElements', attributes: context.attributes },
      data.shape,
      0,
    );
    const combine = reductionOf('ScatterElements', context.attributes);
    const result = data.data.slice();
    elementOffsets('ScatterElements', data.shape, indices, axis).forEach((offset, element) => {
      result[offset] = combine(result[offset], updates.data[element]);
    });
    return [{ ...context.outputTypes[0], data: result }];
  },
  gradient: scatterGradient(({ node, builder }) => {
    const [data, indices] = node.inputs;
    const axis = axisAttribute(
      { operator: 'ScatterElements', attributes: node.attributes },
      builder.value(data).shape,
      0,
    );
    return {
      scatter: (target, updates, reduction) =>
        builder.add('ScatterElements', [target, indices, updates], {
          axis: int(axis),
          reduction: string(reduction),
        }),
      gather: (source) => builder.add('GatherElements', [source, indices], { axis: int(axis) }),
    };
  }),
};
