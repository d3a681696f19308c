import type { Tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { type CaseGraph, generator } from './operatorCase';

/**
 * Central differences with one step of Richardson's extrapolation, (4·D(h/2) − D(h))/3, whose truncation error is of order
 * h⁴. With h = 10⁻³ both it and the rounding of float64 stay near 10⁻¹² for functions of ordinary size. The cases keep
 * further away from every kink than h.
 */
const step = 1e-3;

/** ∂Σ⟨cotangent, output⟩/∂variable. */
function differences({ graph, feeds, outputs, cotangents }: CaseGraph, variable: ValueName): Tensor {
  const point = feeds.get(variable)!;
  const loss = (data: Float64Array): number => {
    const moved = new Map(feeds).set(variable, { ...point, data });
    const differentiated = [...cotangents.keys()].map((index) => outputs[index]);
    const results = evaluateGraph(graph, moved, differentiated, generator(1));
    let sum = 0;
    for (const [index, cotangent] of cotangents) {
      const weights = feeds.get(cotangent)!.data;
      results.get(outputs[index])!.data.forEach((y, element) => (sum += y * weights[element]));
    }
    return sum;
  };
  const data = point.data.map((x, element) => {
    const at = (value: number) => {
      const moved = point.data.slice();
      moved[element] = value;
      return loss(moved);
    };
    const central = (h: number) => (at(x + h) - at(x - h)) / (2 * h);
    return (4 * central(step / 2) - central(step)) / 3;
  });
  return { ...point, data };
}

/** Largest difference, relative to the largest element (or a thousandth, where all are smaller). */
export function relativeError(actual: Tensor, expected: Tensor): number {
  if (actual.shape.join() !== expected.shape.join()) {
    return Infinity;
  }
  let difference = 0;
  let scale = 1e-3;
  actual.data.forEach((value, element) => {
    const error = Math.abs(value - expected.data[element]);
    difference = Math.max(difference, Number.isNaN(error) ? Infinity : error);
    scale = Math.max(scale, Math.abs(expected.data[element]));
  });
  return difference / scale;
}

/** For each variable of a case, how far its gradient is from the finite differences. */
export function gradientErrors(built: CaseGraph): Map<ValueName, number> {
  return new Map(
    [...built.gradients].map(([variable, gradient]) => {
      const results = evaluateGraph(built.graph, built.feeds, [gradient], generator(1));
      return [variable, relativeError(results.get(gradient)!, differences(built, variable))];
    }),
  );
}
