import { intAttribute, intsAttribute } from '../../graph/attributes';
import { formatShape, normalizeAxis, type Shape } from '../../graph/shape';
import { type InferContext, ShapeError } from '../operator';

/** An axis counted from the start. @throws ShapeError where a tensor of this shape has no such axis. */
export function axisOf(operator: string, axis: number, shape: Shape): number {
  const normalized = normalizeAxis(axis, shape.length);
  if (normalized === undefined) {
    throw new ShapeError(
      `${operator} is asked for axis ${axis}, but its input of shape ${formatShape(shape)} has ` +
        `${shape.length === 1 ? '1 axis' : `${shape.length} axes`}.`,
    );
  }
  return normalized;
}

/** Axes counted from the start. @throws ShapeError where one is out of range or named twice. */
export function axesOf(operator: string, axes: ArrayLike<number>, shape: Shape): number[] {
  const normalized = Array.from(axes, (axis) => axisOf(operator, axis, shape));
  if (new Set(normalized).size !== normalized.length) {
    throw new ShapeError(`${operator} names an axis twice: ${Array.from(axes).join(', ')}.`);
  }
  return normalized;
}

/** The attribute `axis`, counted from the start. @throws ShapeError where it is out of range. */
export function axisAttribute(
  { operator, attributes }: Pick<InferContext, 'operator' | 'attributes'>,
  shape: Shape,
  otherwise: number,
): number {
  return axisOf(operator, intAttribute(attributes, 'axis', otherwise), shape);
}

/** The attribute `perm` of Transpose; axes in reverse order where it is left out. */
export function permutationAttribute(
  attributes: InferContext['attributes'],
  rank: number,
): readonly number[] {
  return (
    intsAttribute(attributes, 'perm', undefined) ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
  );
}

/** Every axis of a tensor of this rank. */
export function allAxes(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** Extents before, at and after an axis: the tensor seen as [outer, extent, inner]. */
export function splitAt(shape: Shape, axis: number): { outer: number; extent: number; inner: number } {
  let outer = 1;
  let inner = 1;
  shape.forEach((extent, at) => {
    if (at < axis) {
      outer *= extent;
    } else if (at > axis) {
      inner *= extent;
    }
  });
  return { outer, extent: shape[axis], inner };
}
