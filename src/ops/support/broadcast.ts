import type { GraphBuilder } from '../../graph/builder';
import { broadcastShapes, elementCount, formatShape, rowMajorStrides, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';
import { type InferContext, ShapeError } from '../operator';
import { requiredInput } from './inputs';

/** Shape and type of an elementwise operator with several broadcast inputs. @throws ShapeError where they disagree. */
export function inferBroadcast(context: InferContext): ValueType[] {
  const inputs = context.inputs.map((_, index) => requiredInput(context, index));
  const shape = broadcastShapes(...inputs.map((input) => input.shape));
  if (shape === undefined) {
    const shapes = inputs.map((input) => formatShape(input.shape)).join(' and ');
    throw new ShapeError(`${context.operator} cannot combine the shapes ${shapes}.`);
  }
  return [{ type: inputs[0].type, shape }];
}

/** Offsets into a tensor of shape `from` for every element of the shape `to` that it is broadcast to, row-major. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array {
  const offsets = new Int32Array(elementCount(to));
  const lead = to.length - from.length;
  const ownStrides = rowMajorStrides(from);
  const strides = to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : ownStrides[axis - lead]));
  const index = new Array<number>(to.length).fill(0);
  let offset = 0;
  for (let element = 0; element < offsets.length; element++) {
    offsets[element] = offset;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < to[axis]) {
        break;
      }
      offset -= strides[axis] * to[axis];
      index[axis] = 0;
    }
  }
  return offsets;
}

/** Applies `combine` elementwise with broadcasting. */
export function evaluateBinary(
  [a, b]: readonly (Tensor | undefined)[],
  [output]: readonly ValueType[],
  combine: (a: number, b: number) => number,
): Tensor[] {
  const [left, right] = [a, b] as readonly [Tensor, Tensor];
  const leftOffsets = broadcastOffsets(left.shape, output.shape);
  const rightOffsets = broadcastOffsets(right.shape, output.shape);
  const data = new Float64Array(leftOffsets.length);
  for (let element = 0; element < data.length; element++) {
    data[element] = combine(left.data[leftOffsets[element]], right.data[rightOffsets[element]]);
  }
  return [{ ...output, data }];
}

/**
 * Undoes broadcasting: sums a gradient over the axes along which a value of shape `to` was repeated.
 * Adds no node where nothing was broadcast.
 */
export function sumTo(builder: GraphBuilder, gradient: ValueName, to: Shape): ValueName {
  const from = builder.value(gradient).shape;
  const lead = from.length - to.length;
  const axes = from
    .map((_, axis) => axis)
    .filter((axis) => axis < lead || (to[axis - lead] === 1 && from[axis] !== 1));
  if (axes.length === 0) {
    return gradient;
  }
  const summed = builder.add('ReduceSum', [gradient, builder.int64s(axes)], {
    keepdims: { kind: 'int', value: 1 },
  });
  return lead === 0 ? summed : builder.add('Reshape', [summed, builder.int64s(to)]);
}
