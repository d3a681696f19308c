import type { GraphBuilder } from '../../graph/builder';
import { ints } from '../../graph/attributes';
import type { Shape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import { expand, full, reshape } from './emit';
import { explicitPads, reachOf, type WindowAxis } from './window';

/**
 * The adjoint of summing every window of X [N, C, spatial…]: each element of X gets the sum of what its windows hold.
 * `value` has one element for each window, `shape` is that of X.
 */
export function spreadOverWindows(
  builder: GraphBuilder,
  value: ValueName,
  axes: readonly WindowAxis[],
  shape: Shape,
): ValueName {
  const spatial = axes.map((axis) => axis.output);
  const lead = [shape[0], shape[1]];
  if (axes.every(tiles)) {
    // Windows that neither overlap nor leave gaps: every element gets what its only window holds.
    const apart = spatial.flatMap((extent) => [extent, 1]);
    const repeated = axes.flatMap((axis) => [axis.output, axis.kernel]);
    const tiled = expand(builder, reshape(builder, value, [...lead, ...apart]), [...lead, ...repeated]);
    return reshape(builder, tiled, shape);
  }
  // Every channel is spread alike, so that channels can stand in for images: one kernel for all.
  const spread = builder.add(
    'ConvTranspose',
    [
      reshape(builder, value, [shape[0] * shape[1], 1, ...spatial]),
      full(builder, builder.value(value).type, [1, 1, ...axes.map((axis) => axis.kernel)], 1),
    ],
    {
      strides: ints(axes.map((axis) => axis.stride)),
      dilations: ints(axes.map((axis) => axis.dilation)),
      pads: ints(explicitPads(axes.map(withinInput))),
      output_padding: ints(axes.map(withinInput).map(unreached)),
    },
  );
  return reshape(builder, spread, shape);
}

function tiles({ input, output, kernel, stride, dilation, padBegin, padEnd }: WindowAxis): boolean {
  return stride === kernel && dilation === 1 && padBegin === 0 && padEnd === 0 && output * kernel === input;
}

/** In ceil mode the last window may reach beyond the padding: as if there were more of it. */
function withinInput(axis: WindowAxis): WindowAxis {
  const needed = (axis.output - 1) * axis.stride + reachOf(axis) - axis.input - axis.padBegin;
  return { ...axis, padEnd: Math.max(axis.padEnd, needed) };
}

/** Elements at the end that no window reads. */
function unreached(axis: WindowAxis): number {
  return axis.input + axis.padBegin + axis.padEnd - reachOf(axis) - (axis.output - 1) * axis.stride;
}
