import { rowMajorStrides, type Shape } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import { wrapIndex } from './indexing';

/** Offset of the slice of a tensor of shape `data` that each row of the index tensor names (GatherND, ScatterND). */
export function sliceOffsets(operator: string, data: Shape, indices: Tensor): Int32Array {
  const depth = indices.shape.at(-1)!;
  const strides = rowMajorStrides(data);
  return Int32Array.from({ length: indices.data.length / depth }, (_, row) => {
    let offset = 0;
    for (let axis = 0; axis < depth; axis++) {
      offset += wrapIndex(operator, indices.data[row * depth + axis], data[axis]) * strides[axis];
    }
    return offset;
  });
}
