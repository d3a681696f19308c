import type { GraphBuilder } from '../../graph/builder';
import type { ValueName } from '../../graph/value';
import { add, multiply, reduceMean, subtract } from './emit';
import { lazy } from './lazy';

/** x̂ = (x − mean)/√(var + ε) of groups of elements: what instance, group and layer normalisation have in common. */

/** Standardises each of the rows that `data` consists of. */
export function standardize(data: Float64Array, width: number, epsilon: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += width) {
    let sum = 0;
    for (let index = start; index < start + width; index++) {
      sum += data[index];
    }
    const mean = sum / width;
    let squares = 0;
    for (let index = start; index < start + width; index++) {
      squares += (data[index] - mean) ** 2;
    }
    const inverse = 1 / Math.sqrt(squares / width + epsilon);
    for (let index = start; index < start + width; index++) {
      result[index] = (data[index] - mean) * inverse;
    }
  }
  return result;
}

export interface Standardization {
  /** x̂ */
  readonly standard: () => ValueName;
  /** ∂loss/∂x from u = ∂loss/∂x̂: (u − mean(u) − x̂·mean(u·x̂))/σ. */
  readonly inputGradient: (u: ValueName) => ValueName;
}

/**
 * The nodes of a standardisation and its gradient over some axes of x. Where `isCentred` is false the mean is neither
 * taken off nor part of σ² = mean(x²) + ε.
 */
export function standardizationNodes(
  builder: GraphBuilder,
  x: ValueName,
  axes: readonly number[],
  epsilon: number,
  isCentred = true,
): Standardization {
  const average = (value: ValueName) => reduceMean(builder, value, axes, true);
  const centred = lazy(() => (isCentred ? subtract(builder, x, average(x)) : x));
  const inverse = lazy(() => {
    const variance = average(multiply(builder, centred(), centred()));
    return builder.add('Reciprocal', [builder.add('Sqrt', [add(builder, variance, epsilon)])]);
  });
  const standard = lazy(() => multiply(builder, centred(), inverse()));
  return {
    standard,
    inputGradient(u) {
      const along = average(multiply(builder, u, standard()));
      const straight = isCentred ? subtract(builder, u, average(u)) : u;
      return multiply(builder, subtract(builder, straight, multiply(builder, standard(), along)), inverse());
    },
  };
}
