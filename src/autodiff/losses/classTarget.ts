import type { GraphBuilder } from '../../graph/builder';
import { int } from '../../graph/attributes';
import { isFloatingPoint } from '../../graph/dataType';
import { elementCount, formatShape } from '../../graph/shape';
import { tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';
import { cast, compare, divide, multiply, reduceSum, reshape, select } from '../../ops/support/emit';
import { type ClassSettings, LossError, type TargetType } from './loss';

/** Class indices N or N×d1×…×dk for predictions N×C or N×C×d1×…×dk. @throws LossError where the prediction has no classes. */
export function classTargetType(
  { type, shape }: ValueType,
  { classWeights, ignoreIndex }: ClassSettings,
  wanted: string,
): TargetType {
  if (shape.length < 2 || !isFloatingPoint(type)) {
    throw new LossError(
      `${wanted} of shape N×C or N×C×…, but the model gives ${type} ${formatShape(shape)}; ` +
        'choose mean squared error or change the output.',
    );
  }
  const [batch, classes, ...rest] = shape;
  if (classWeights !== undefined && classWeights.length !== classes) {
    throw new LossError(
      `There are ${classWeights.length} class weights, but the model gives ${classes} classes; give one weight for each.`,
    );
  }
  const ignored = ignoreIndex === undefined ? {} : { ignored: ignoreIndex };
  return { type: 'int64', shape: [batch, ...rest], content: { kind: 'labels', classes, ...ignored } };
}

/** Averages over class indices, some of which may weigh more or not count. */
export interface ClassAverage {
  /** −Σ w·(element of the true class) / Σ w over log probabilities N×C×…, w being the weight of the true class. */
  ofTrueClass(logProbability: ValueName): ValueName;
  /** −Σ Σ_c w_c·element / Σ w, w being the weight of the true class. */
  ofAllClasses(logProbability: ValueName): ValueName;
}

export function classAverage(
  builder: GraphBuilder,
  prediction: ValueName,
  target: ValueName,
  { classWeights, ignoreIndex }: ClassSettings,
): ClassAverage {
  const { type, shape } = builder.value(prediction);
  const count = elementCount(builder.value(target).shape);
  const isIgnored = ignoreIndex === undefined ? undefined : compare(builder, 'Equal', target, ignoreIndex);
  const index = isIgnored ? select(builder, isIgnored, 0, target) : target;
  const counted = (elements: ValueName): ValueName =>
    isIgnored ? select(builder, isIgnored, 0, elements) : elements;

  const weights = classWeights && builder.constant(tensor(type, [classWeights.length], classWeights));
  const weightOfTrue = weights && builder.add('Gather', [weights, index]);
  const total = (elements: ValueName): ValueName =>
    builder.add('ReduceSum', [elements], { keepdims: int(0) });
  const negativeMean = (elements: ValueName): ValueName => {
    const sum = total(counted(elements));
    if (weightOfTrue !== undefined) {
      return builder.add('Neg', [divide(builder, sum, total(counted(weightOfTrue)))]);
    }
    if (isIgnored === undefined) {
      return multiply(builder, sum, -1 / count);
    }
    const isCounted = cast(builder, builder.add('Not', [isIgnored]), type);
    return builder.add('Neg', [divide(builder, sum, total(isCounted))]);
  };
  return {
    ofTrueClass: (logProbability) => {
      // Chosen, not weighted by 0 and 1: a logit of −∞, which masks its class, has a log probability that 0 makes NaN.
      const column = builder.add('Unsqueeze', [index, builder.int64s([1])]);
      const chosen = builder.add('GatherElements', [logProbability, column], { axis: int(1) });
      const elements = builder.add('Squeeze', [chosen, builder.int64s([1])]);
      return negativeMean(weightOfTrue ? multiply(builder, elements, weightOfTrue) : elements);
    },
    ofAllClasses: (logProbability) => {
      const weighted = weights
        ? multiply(
            builder,
            logProbability,
            reshape(builder, weights, [shape[1], ...shape.slice(2).map(() => 1)]),
          )
        : logProbability;
      return negativeMean(reduceSum(builder, weighted, [1], false));
    },
  };
}
