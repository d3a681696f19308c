import { elementCount } from '../../../src/graph/shape';
import type { Graph } from '../../../src/graph/graph';
import { type Tensor, tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';

/** ∂scalar/∂value by central differences in float64. A value that is computed is replaced by what it was, moved a little. */
export function numericalGradient(
  graph: Graph,
  feeds: ReadonlyMap<ValueName, Tensor>,
  scalar: ValueName,
  value: ValueName,
): Float64Array {
  const step = 1e-5;
  const at = evaluateGraph(graph, feeds, [value]).get(value)!;
  const scalarAt = (data: Float64Array): number =>
    evaluateGraph(graph, new Map([...feeds, [value, tensor(at.type, at.shape, data)]]), [scalar]).get(scalar)!
      .data[0];
  return Float64Array.from({ length: elementCount(at.shape) }, (_, index) => {
    const up = at.data.slice();
    const down = at.data.slice();
    up[index] += step;
    down[index] -= step;
    return (scalarAt(up) - scalarAt(down)) / (2 * step);
  });
}

/** Largest difference between two lists, relative to the largest element of the first. */
export function relativeError(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) {
    return Infinity;
  }
  let scale = 1e-12;
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    scale = Math.max(scale, Math.abs(expected[index]));
    worst = Math.max(worst, Math.abs(expected[index] - actual[index]));
  }
  return worst / scale;
}
