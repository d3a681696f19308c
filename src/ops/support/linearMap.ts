import type { GraphBuilder } from '../../graph/builder';
import { tensor } from '../../graph/tensor';
import type { ValueName } from '../../graph/value';
import { splitAt } from './axes';
import { reshape } from './emit';

/**
 * Applies a constant matrix along one axis: Y[…, to, …] = Σ_from entry(to, from)·X[…, from, …]. The adjoint of every fixed
 * linear resampling (padding by reflection, interpolation) has this form.
 */
export function applyAlongAxis(
  builder: GraphBuilder,
  value: ValueName,
  axis: number,
  extent: number,
  entry: (to: number, from: number) => number,
): ValueName {
  const { type, shape } = builder.value(value);
  const { outer, extent: width, inner } = splitAt(shape, axis);
  const entries = Float64Array.from({ length: extent * width }, (_, index) =>
    entry(Math.floor(index / width), index % width),
  );
  const product = builder.add('MatMul', [
    builder.constant(tensor(type, [extent, width], entries)),
    reshape(builder, value, [outer, width, inner]),
  ]);
  return reshape(
    builder,
    product,
    shape.map((other, at) => (at === axis ? extent : other)),
  );
}
