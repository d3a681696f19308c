import { int } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { elementCount } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import {
  add,
  cast,
  compare,
  divide,
  expand,
  multiply,
  reshape,
  select,
  subtract,
  subtractFrom,
} from './emit';
import { borders, combinations, type GridSampling, gridSamplingOf, tapPolynomials } from './gridSampling';
import { lazy } from './lazy';

/** GridSample spelt out: for each combination of taps, GatherElements times the product of the weights of the axes. */
export function gridSamplingBody(builder: GraphBuilder, node: Node): ValueName[] {
  const [x, grid] = node.inputs;
  const sampling = gridSamplingOf(node.attributes);
  const { shape } = builder.value(x);
  const [batch, channels, ...extents] = shape;
  const output = builder.value(node.outputs[0]).shape;
  const places = elementCount(output.slice(2));
  const axes = extents.map((extent, axis) => {
    const coordinate = reshape(
      builder,
      builder.add('Gather', [grid, builder.scalar('int64', extents.length - 1 - axis)], { axis: int(-1) }),
      [batch, places],
    );
    return axisTaps(builder, coordinate, extent, sampling);
  });
  const flat = reshape(builder, x, [batch, channels, elementCount(extents)]);
  const terms = combinations(extents, [...tapPolynomials[sampling.mode].keys()]).map((combination) => {
    const taps = combination.map((tap, axis) => axes[axis][tap]);
    const index = taps.reduce<ValueName | undefined>(
      (sum, { element }, axis) =>
        sum === undefined ? element : add(builder, multiply(builder, sum, extents[axis]), element),
      undefined,
    )!;
    const weight = taps
      .map((tap) => tap.weight())
      .reduce((product, factor) => multiply(builder, product, factor));
    const picked = builder.add(
      'GatherElements',
      [
        flat,
        expand(builder, reshape(builder, cast(builder, index, 'int64'), [batch, 1, places]), [
          batch,
          channels,
          places,
        ]),
      ],
      { axis: int(2) },
    );
    return multiply(builder, picked, reshape(builder, weight, [batch, 1, places]));
  });
  const sum = terms.length === 1 ? terms[0] : builder.add('Sum', terms);
  return [reshape(builder, sum, output)];
}

interface AxisTap {
  /** The element that is read, as a float; some element where a zero is. */
  readonly element: ValueName;
  /** Its weight, zero where a zero is read. */
  weight(): ValueName;
}

/** What one axis reads at the grid's coordinates [N, places]. */
function axisTaps(builder: GraphBuilder, grid: ValueName, extent: number, sampling: GridSampling): AxisTap[] {
  const moved = add(builder, grid, 1);
  const place = sampling.alignsCorners
    ? multiply(builder, moved, (extent - 1) / 2)
    : divide(builder, subtract(builder, multiply(builder, moved, extent), 1), 2);
  const at = padded(
    builder,
    sampling.mode === 'nearest' ? builder.add('Round', [place]) : place,
    extent,
    sampling,
  );
  const below = builder.add('Floor', [at]);
  const rest = lazy(() => subtract(builder, at, below));
  const type = builder.value(grid).type;
  return tapPolynomials[sampling.mode].map(({ step, weight }) => {
    const element = add(builder, below, step);
    const inside = sampling.padding === 'zeros' ? element : padded(builder, element, extent, sampling);
    const limited = builder.add('Clip', [inside, builder.scalar(type, 0), builder.scalar(type, extent - 1)]);
    return {
      // A reflected whole number lies within rounding of one.
      element: builder.add('Round', [limited]),
      weight() {
        const factor = polynomial(builder, weight, rest);
        if (sampling.padding !== 'zeros') {
          return factor ?? expand(builder, builder.scalar(type, 1), builder.value(grid).shape);
        }
        const isInside = compare(builder, 'Equal', element, limited);
        return factor === undefined ? cast(builder, isInside, type) : select(builder, isInside, factor, 0);
      },
    };
  });
}

/** Coordinates beyond the borders of an axis moved to them or folded back. */
function padded(builder: GraphBuilder, place: ValueName, extent: number, sampling: GridSampling): ValueName {
  if (sampling.padding === 'zeros') {
    return place;
  }
  const { low, high } = borders(extent, sampling);
  const type = builder.value(place).type;
  if (sampling.padding === 'border') {
    const limited = builder.add('Clip', [place, builder.scalar(type, 0), builder.scalar(type, extent - 1)]);
    const isOutside = builder.add('Or', [
      compare(builder, 'Less', place, low),
      compare(builder, 'Greater', place, high),
    ]);
    return select(builder, isOutside, limited, place);
  }
  const span = high - low;
  if (span <= 0) {
    return multiply(builder, place, 0);
  }
  const distance = builder.add('Abs', [subtract(builder, place, low)]);
  const turns = builder.add('Floor', [divide(builder, distance, span)]);
  const rest = subtract(builder, distance, multiply(builder, turns, span));
  const half = builder.add('Floor', [divide(builder, turns, 2)]);
  const isOdd = compare(builder, 'Greater', subtract(builder, turns, multiply(builder, half, 2)), 0.5);
  return select(builder, isOdd, subtractFrom(builder, high, rest), add(builder, rest, low));
}

/** Value of a polynomial; undefined for the constant 1. */
function polynomial(
  builder: GraphBuilder,
  coefficients: readonly number[],
  t: () => ValueName,
): ValueName | undefined {
  if (coefficients.length === 1) {
    return undefined;
  }
  const [last, ...others] = [...coefficients].reverse();
  return others.reduce<ValueName>(
    (sum, coefficient, index) =>
      add(builder, index === 0 ? multiply(builder, t(), last) : multiply(builder, sum, t()), coefficient),
    '',
  );
}
