import type { DataType } from '../../graph/dataType';
import type { GraphBuilder } from '../../graph/builder';
import { broadcastShapes, elementCount, formatShape, rowMajorStrides, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { Value, ValueName, ValueType } from '../../graph/value';
import { type EvaluateContext, type InferContext, ShapeError } from '../operator';
import { convertElement } from './elementType';
import { reduceSum, reshape } from './emit';
import { inputTensor, requiredInput } from './inputs';

/** Shape and type of an elementwise operator with several broadcast inputs. @throws ShapeError where they disagree. */
export function inferBroadcast(context: InferContext): ValueType[] {
  const inputs = context.inputs.map((_, index) => requiredInput(context, index));
  return [{ type: commonType(context.operator, inputs), shape: commonShape(context.operator, inputs) }];
}

/** As {@link inferBroadcast} for a comparison, whose result is boolean. */
export function inferComparison(context: InferContext): ValueType[] {
  return [{ type: 'bool', shape: inferBroadcast(context)[0].shape }];
}

/** @throws ShapeError where the shapes cannot be broadcast to one. */
export function commonShape(operator: string, inputs: readonly ValueType[]): Shape {
  const shape = broadcastShapes(...inputs.map((input) => input.shape));
  if (shape === undefined) {
    throw new ShapeError(
      `${operator} cannot combine the shapes ${inputs.map((input) => formatShape(input.shape)).join(' and ')}.`,
    );
  }
  return shape;
}

function commonType(operator: string, inputs: readonly Value[]): ValueType['type'] {
  const [{ type }] = inputs;
  const other = inputs.find((input) => input.type !== type);
  if (other !== undefined) {
    throw new ShapeError(`${operator} cannot combine the element types ${type} and ${other.type}.`);
  }
  return type;
}

/** Offsets into a tensor of shape `from` for every element of the shape `to` that it is broadcast to, row-major. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array {
  const lead = to.length - from.length;
  const ownStrides = rowMajorStrides(from);
  return stridedOffsets(
    to,
    to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : ownStrides[axis - lead])),
  );
}

/** Offset Σ index·stride (+ start) of every element of a shape, row-major. */
export function stridedOffsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const offsets = new Int32Array(elementCount(shape));
  const index = new Array<number>(shape.length).fill(0);
  let offset = start;
  for (let element = 0; element < offsets.length; element++) {
    offsets[element] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) {
        break;
      }
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return offsets;
}

/** The elements of `data` at `offsets`. */
export function pick(data: Float64Array, offsets: Int32Array): Float64Array {
  const result = new Float64Array(offsets.length);
  for (let element = 0; element < result.length; element++) {
    result[element] = data[offsets[element]];
  }
  return result;
}

/** The elements of a tensor repeated to a larger shape. */
export function broadcastData({ shape, data }: Tensor, to: Shape): Float64Array {
  return elementCount(shape) === elementCount(to) ? data : pick(data, broadcastOffsets(shape, to));
}

/** Integers whose arithmetic wraps around; a float64 holds no int64 that would. */
const wrappingTypes: ReadonlySet<DataType> = new Set(['uint8', 'int8', 'int16', 'int32']);

/** Applies `combine` elementwise with broadcasting. */
export function evaluateBinary(
  context: EvaluateContext,
  combine: (a: number, b: number) => number,
): Tensor[] {
  const [output] = context.outputTypes;
  const left = broadcastData(inputTensor(context, 0), output.shape);
  const right = broadcastData(inputTensor(context, 1), output.shape);
  const data = new Float64Array(left.length);
  for (let element = 0; element < data.length; element++) {
    data[element] = combine(left[element], right[element]);
  }
  if (wrappingTypes.has(output.type)) {
    data.forEach((x, element) => (data[element] = convertElement(x, output.type)));
  }
  return [{ ...output, data }];
}

/** Folds `combine` over any number of inputs, elementwise with broadcasting. */
export function evaluateFold(context: EvaluateContext, combine: (a: number, b: number) => number): Tensor[] {
  const [output] = context.outputTypes;
  const data = Float64Array.from(broadcastData(inputTensor(context, 0), output.shape));
  for (let index = 1; index < context.inputs.length; index++) {
    const next = broadcastData(inputTensor(context, index), output.shape);
    for (let element = 0; element < data.length; element++) {
      data[element] = combine(data[element], next[element]);
    }
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
  return reshape(builder, reduceSum(builder, gradient, axes, true), to);
}
