import { stringAttribute } from '../../graph/attributes';
import type { GradientContext, GradientRule } from '../operator';
import type { GraphBuilder } from '../../graph/builder';
import type { ValueName } from '../../graph/value';
import { cast, compare, divide, full, multiply, select, subtract } from './emit';
import { lazy } from './lazy';

/** How a scattering operator writes and reads at its indices. */
export interface Places {
  /** The node's operator with another reduction, into other data. */
  readonly scatter: (data: ValueName, updates: ValueName, reduction: string) => ValueName;
  /** The elements at the indices, one for each update. */
  readonly gather: (data: ValueName) => ValueName;
}

/**
 * Rule of ScatterElements and ScatterND, as PyTorch's scatter_reduce has it: `max` and `min` share the gradient equally
 * among what equals the result; `mul` is right where factors are zero, too.
 */
export function scatterGradient(placesOf: (context: GradientContext) => Places): GradientRule {
  return (context) => {
    const { node, builder } = context;
    const gradient = context.outputGradients[0]!;
    const places = placesOf(context);
    const [data, , updates] = node.inputs;
    switch (stringAttribute(node.attributes, 'reduction', 'none')) {
      case 'add':
        return [() => gradient, undefined, () => places.gather(gradient)];
      case 'mul':
        return productGradient(builder, places, data, updates, gradient);
      case 'max':
      case 'min':
        return extremumGradient(builder, places, data, updates, node.outputs[0], gradient);
      default: {
        const { type, shape } = builder.value(updates);
        const nothing = () => full(builder, type, shape, 0);
        return [() => places.scatter(gradient, nothing(), 'none'), undefined, () => places.gather(gradient)];
      }
    }
  };
}

function extremumGradient(
  builder: GraphBuilder,
  { scatter, gather }: Places,
  data: ValueName,
  updates: ValueName,
  result: ValueName,
  gradient: ValueName,
): ReturnType<GradientRule> {
  const { type } = builder.value(data);
  const dataWins = lazy(() => cast(builder, compare(builder, 'Equal', data, result), type));
  const updateWins = lazy(() => cast(builder, compare(builder, 'Equal', updates, gather(result)), type));
  const share = lazy(() => {
    const winners = scatter(dataWins(), updateWins(), 'add');
    return divide(builder, gradient, winners);
  });
  return [
    () => multiply(builder, dataWins(), share()),
    undefined,
    () => multiply(builder, updateWins(), gather(share())),
  ];
}

/** The product of all other factors of an element: that of all that are not zero over this one, where no other is zero. */
function productGradient(
  builder: GraphBuilder,
  { scatter, gather }: Places,
  data: ValueName,
  updates: ValueName,
  gradient: ValueName,
): ReturnType<GradientRule> {
  const { type } = builder.value(data);
  const zeroMask = (value: ValueName) => {
    const isZero = compare(builder, 'Equal', value, 0);
    return { count: cast(builder, isZero, type), filled: select(builder, isZero, 1, value) };
  };
  const ofData = lazy(() => zeroMask(data));
  const ofUpdates = lazy(() => zeroMask(updates));
  const zeros = lazy(() => scatter(ofData().count, ofUpdates().count, 'add'));
  const product = lazy(() =>
    multiply(builder, scatter(ofData().filled, ofUpdates().filled, 'mul'), gradient),
  );
  const part = (
    own: { readonly count: ValueName; readonly filled: ValueName },
    allZeros: ValueName,
    all: ValueName,
  ): ValueName => {
    const others = subtract(builder, allZeros, own.count);
    return select(builder, compare(builder, 'Equal', others, 0), divide(builder, all, own.filled), 0);
  };
  return [
    () => part(ofData(), zeros(), product()),
    undefined,
    () => part(ofUpdates(), gather(zeros()), gather(product())),
  ];
}
