import { stringAttribute } from '../../graph/attributes';
import type { Attributes } from '../../graph/node';
import { rowMajorStrides, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import { ShapeError } from '../operator';
import { stridedOffsets } from './broadcast';
import { wrapIndex } from './indexing';

/** Offset into a tensor of shape `data` of the element (…, index, …) for each element of the index tensor. */
export function elementOffsets(operator: string, data: Shape, indices: Tensor, axis: number): Int32Array {
  const strides = rowMajorStrides(data);
  const offsets = stridedOffsets(
    indices.shape,
    strides.map((stride, at) => (at === axis ? 0 : stride)),
  );
  return offsets.map(
    (offset, element) => offset + wrapIndex(operator, indices.data[element], data[axis]) * strides[axis],
  );
}

const reductions: Readonly<Record<string, (old: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  max: Math.max,
  min: Math.min,
};

/** How ScatterElements and ScatterND combine an update with what is there. @throws ShapeError for an unknown `reduction`. */
export function reductionOf(
  operator: string,
  attributes: Attributes,
): (old: number, update: number) => number {
  const name = stringAttribute(attributes, 'reduction', 'none');
  const reduction = reductions[name];
  if (reduction === undefined) {
    throw new ShapeError(`${operator} has the unknown reduction '${name}'.`);
  }
  return reduction;
}
