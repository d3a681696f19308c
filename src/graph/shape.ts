/** Extents of a tensor, outermost first. A scalar has the empty shape. */
export type Shape = readonly number[];

/** Number of elements of a tensor of this shape (1 for a scalar). */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Distance in elements between neighbours along each axis, row-major. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * Multidirectional broadcasting of ONNX and NumPy: shapes are aligned at the last axis; extents must be equal or 1.
 * @returns the common shape, or undefined where the shapes disagree.
 */
export function broadcastShapes(...shapes: readonly Shape[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const extent = shape[axis];
      if (extent === 1 || extent === result[offset + axis]) {
        continue;
      }
      if (result[offset + axis] !== 1) {
        return undefined;
      }
      result[offset + axis] = extent;
    }
  }
  return result;
}

/** Maps a negative axis, which counts from the end, to its place from the start; undefined where it is out of range. */
export function normalizeAxis(axis: number, rank: number): number | undefined {
  const normalized = axis < 0 ? axis + rank : axis;
  return normalized >= 0 && normalized < rank ? normalized : undefined;
}

/** `64×56×56`; a scalar is `scalar`. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

/** The shape of one example, without the batch extent: `64×56×56`; a vector per example of length 10 is `10`. */
export function formatExampleShape(shape: Shape): string {
  return formatShape(shape.length > 1 ? shape.slice(1) : shape);
}
