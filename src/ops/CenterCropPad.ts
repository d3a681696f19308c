import { intsAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import { type Operator, ShapeError } from './operator';
import { allAxes, axesOf } from './support/axes';
import { pad } from './support/emit';
import { constantInput, inputTensor, requiredInput } from './support/inputs';

/**
 * Cuts off or adds zeros on both sides until the named `axes` (default: all) have the extents of input 1, a constant; an odd
 * element goes to the end. ONNX CenterCropPad-18.
 */
export const CenterCropPad: Operator = {
  name: 'CenterCropPad',
  infer(context) {
    const { type, shape } = requiredInput(context, 0);
    return [{ type, shape: targetShape(context.attributes, shape, constantInput(context, 1)) }];
  },
  evaluate(context) {
    const { shape, data } = inputTensor(context, 0);
    const [output] = context.outputTypes;
    const begins = beginsOf(shape, output.shape);
    const result = new Float64Array(elementCount(output.shape));
    for (let element = 0; element < result.length; element++) {
      let rest = element;
      let offset = 0;
      let stride = 1;
      for (let axis = shape.length - 1; axis >= 0 && offset >= 0; axis--) {
        const place = (rest % output.shape[axis]) - begins[axis];
        rest = Math.floor(rest / output.shape[axis]);
        offset = place < 0 || place >= shape[axis] ? -1 : offset + place * stride;
        stride *= shape[axis];
      }
      result[element] = offset < 0 ? 0 : data[offset];
    }
    return [{ ...output, data: result }];
  },
  gradient: ({ node, builder, outputGradients: [gradient] }) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const target = builder.value(node.outputs[0]).shape;
      const begins = beginsOf(shape, target);
      return pad(
        builder,
        gradient!,
        begins.map((begin) => -begin),
        shape.map((extent, axis) => extent - target[axis] + begins[axis]),
      );
    },
    undefined,
  ],
};

function targetShape(attributes: Attributes, shape: Shape, wanted: Tensor): number[] {
  const axes = axesOf('CenterCropPad', intsAttribute(attributes, 'axes', allAxes(shape.length)), shape);
  if (wanted.data.length !== axes.length) {
    throw new ShapeError(`CenterCropPad is given ${wanted.data.length} extents for ${axes.length} axes.`);
  }
  return shape.map((extent, axis) => (axes.includes(axis) ? wanted.data[axes.indexOf(axis)] : extent));
}

/** Zeros added before each axis; negative where elements are cut off. */
function beginsOf(from: Shape, to: Shape): number[] {
  return from.map((extent, axis) => Math.trunc((to[axis] - extent) / 2));
}
