import { intAttribute } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { elementCount, rowMajorStrides, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';
import type { EvaluateContext, GradientContext, GradientRule, InferContext } from '../operator';
import { allAxes, axesOf } from './axes';
import { stridedOffsets } from './broadcast';
import { reshape } from './emit';
import { inputTensor, optionalConstantInput, requiredInput } from './inputs';

/** Shape of a Reduce… operator (axes as the second input since opset 18, 13 for ReduceSum). */
export function inferReduction(context: InferContext): ValueType[] {
  const { type, shape } = requiredInput(context, 0);
  const axes = reducedAxes(context, optionalConstantInput(context, 1), shape);
  const keep = intAttribute(context.attributes, 'keepdims', 1) === 1;
  return [{ type, shape: reducedShape(shape, axes, keep) }];
}

/** Axes that a reduction runs over: all where none are named, unless `noop_with_empty_axes` says none. */
export function reducedAxes(
  { operator = 'The reduction', attributes }: { operator?: string; attributes: InferContext['attributes'] },
  axes: Tensor | undefined,
  shape: Shape,
): number[] {
  if (axes !== undefined && axes.data.length > 0) {
    return axesOf(operator, axes.data, shape);
  }
  return intAttribute(attributes, 'noop_with_empty_axes', 0) === 1 ? [] : allAxes(shape.length);
}

export function reducedShape(shape: Shape, axes: readonly number[], keepDimensions: boolean): number[] {
  return keepDimensions
    ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** Folds every group of elements that share an output element. `finish` gets the fold and the size of the group. */
export function evaluateReduction(
  context: EvaluateContext,
  start: number,
  combine: (accumulated: number, x: number) => number,
  finish: (accumulated: number, count: number) => number = (accumulated) => accumulated,
): Tensor[] {
  const { shape, data } = inputTensor(context, 0);
  const axes = reducedAxes(context, context.inputs[1], shape);
  const [output] = context.outputTypes;
  const { outer, inner } = partitionOffsets(shape, axes);
  const result = new Float64Array(elementCount(output.shape));
  for (let element = 0; element < result.length; element++) {
    let accumulated = start;
    const base = outer[element];
    for (const offset of inner) {
      accumulated = combine(accumulated, data[base + offset]);
    }
    result[element] = finish(accumulated, inner.length);
  }
  return [{ ...output, data: result }];
}

/**
 * A tensor of this shape as groups of elements that differ in the given axes alone: offsets of the groups, and of the
 * elements within each of them, row-major.
 */
export function partitionOffsets(
  shape: Shape,
  axes: readonly number[],
): { outer: Int32Array; inner: Int32Array } {
  return {
    outer: stridedOffsets(...part(shape, (axis) => !axes.includes(axis))),
    inner: stridedOffsets(...part(shape, (axis) => axes.includes(axis))),
  };
}

function part(shape: Shape, isWanted: (axis: number) => boolean): [Shape, number[]] {
  const strides = rowMajorStrides(shape);
  return [shape.filter((_, axis) => isWanted(axis)), strides.filter((_, axis) => isWanted(axis))];
}

export interface ReductionGradient {
  readonly builder: GraphBuilder;
  readonly x: ValueName;
  /** The output and ∂loss/∂output, with the reduced axes kept as extents of one so that they broadcast against x. */
  readonly y: ValueName;
  readonly dy: ValueName;
  readonly axes: readonly number[];
  /** Shape of x. */
  readonly shape: Shape;
  /** Elements that one output element is made of. */
  readonly count: number;
}

/** Rule of a Reduce… operator: its parts are reshaped so that broadcasting undoes the reduction. */
export function reductionGradient(rule: (parts: ReductionGradient) => ValueName): GradientRule {
  return ({ node, builder, outputGradients: [gradient] }: GradientContext) => [
    () => {
      const { shape } = builder.value(node.inputs[0]);
      const axes = reducedAxes(node, axesInput(builder, node), shape);
      const kept = reducedShape(shape, axes, true);
      return rule({
        builder,
        x: node.inputs[0],
        // Only some rules read the output, so the reshape is added when it is asked for.
        get y() {
          return reshape(builder, node.outputs[0], kept);
        },
        dy: reshape(builder, gradient!, kept),
        axes,
        shape,
        count: axes.reduce((product, axis) => product * shape[axis], 1),
      });
    },
  ];
}

function axesInput(builder: GraphBuilder, node: Node): Tensor | undefined {
  const name = node.inputs[1] ?? '';
  return name === '' ? undefined : builder.constantOf(name);
}
