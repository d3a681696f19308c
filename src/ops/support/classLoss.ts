import { int, intAttribute, stringAttribute } from '../../graph/attributes';
import type { GraphBuilder } from '../../graph/builder';
import type { Attributes } from '../../graph/node';
import { elementCount, formatShape, sameShape, type Shape } from '../../graph/shape';
import type { ValueName, ValueType } from '../../graph/value';
import { type EvaluateContext, type InferContext, MissingGradientError, ShapeError } from '../operator';
import { cast, divide, expand, multiply, reduceSum, reshape, select } from './emit';
import { inputTensor, requiredInput } from './inputs';
import { wrapIndex } from './indexing';

/**
 * What NegativeLogLikelihoodLoss and SoftmaxCrossEntropyLoss have in common: log probabilities [N, C, d…] and classes
 * [N, d…] give −weight[class]·logProbability[class] for each element; `reduction` none keeps them, sum adds them up, mean
 * divides their sum by that of the weights. Elements of the class `ignore_index` count nothing.
 */

/** @throws ShapeError where classes or weights do not fit the scores. */
export function inferClassLoss(context: InferContext): ValueType {
  const { type, shape } = requiredInput(context, 0);
  const classes = requiredInput(context, 1).shape;
  const weights = context.inputs[2]?.shape;
  if (shape.length < 2 || !sameShape(classes, elementShape(shape))) {
    throw new ShapeError(
      `${context.operator} has classes of shape ${formatShape(classes)} for scores of shape ${formatShape(shape)}.`,
    );
  }
  if (weights !== undefined && !sameShape(weights, [shape[1]])) {
    throw new ShapeError(
      `${context.operator} has weights of shape ${formatShape(weights)} for ${shape[1]} classes.`,
    );
  }
  return { type, shape: reductionOf(context.attributes) === 'none' ? classes : [] };
}

/** The loss of log probabilities laid out as the scores are. */
export function evaluateClassLoss(
  operator: string,
  context: EvaluateContext,
  logProbabilities: Float64Array,
): Float64Array {
  const { shape } = inputTensor(context, 0);
  const classes = inputTensor(context, 1).data;
  const weights = context.inputs[2]?.data;
  const ignored = ignoredClass(context.attributes);
  const plane = elementCount(shape.slice(2));
  const weightOf = (element: number): number =>
    classes[element] === ignored ? 0 : (weights?.[wrapIndex(operator, classes[element], shape[1])] ?? 1);
  const losses = classes.map((label, element) => {
    if (label === ignored) {
      return 0;
    }
    const image = Math.floor(element / plane);
    const place = (image * shape[1] + wrapIndex(operator, label, shape[1])) * plane + (element % plane);
    return -weightOf(element) * logProbabilities[place];
  });
  const reduction = reductionOf(context.attributes);
  if (reduction === 'none') {
    return losses;
  }
  const sum = losses.reduce((total, loss) => total + loss, 0);
  const count = classes.reduce((total, _, element) => total + weightOf(element), 0);
  return Float64Array.of(reduction === 'sum' ? sum : sum / count);
}

export interface ClassLossNodes {
  /** One at the class of each element, [N, C, d…]. */
  readonly oneHot: ValueName;
  /** weight·∂loss/∂(element's loss) [N, 1, d…], zero where the element is ignored. */
  readonly share: ValueName;
}

/** Parts of the gradient: ∂loss/∂logProbability = −oneHot·share. */
export function classLossNodes(
  builder: GraphBuilder,
  inputs: readonly ValueName[],
  attributes: Attributes,
  gradient: ValueName,
): ClassLossNodes {
  const [scores, classes, weights = ''] = inputs;
  const { type, shape } = builder.value(scores);
  const classType = builder.value(classes).type;
  const ignored = ignoredClass(attributes);
  const isIgnored =
    ignored === undefined ? undefined : builder.add('Equal', [classes, builder.scalar(classType, ignored)]);
  const known =
    isIgnored === undefined ? classes : select(builder, isIgnored, builder.scalar(classType, 0), classes);
  const oneHot = builder.add(
    'OneHot',
    [
      cast(builder, known, 'int64'),
      builder.scalar('int64', shape[1]),
      builder.constant({ type, shape: [2], data: Float64Array.of(0, 1) }),
    ],
    { axis: int(1) },
  );
  const perElement = [shape[0], 1, ...shape.slice(2)];
  const ones = expand(builder, builder.scalar(type, 1), elementShape(shape));
  const weighed = weights === '' ? ones : builder.add('Gather', [weights, known]);
  const counted = reshape(
    builder,
    isIgnored === undefined ? weighed : select(builder, isIgnored, 0, weighed),
    perElement,
  );
  const reduction = reductionOf(attributes);
  const dy =
    reduction === 'none'
      ? reshape(builder, gradient, perElement)
      : reduction === 'sum'
        ? gradient
        : divide(
            builder,
            gradient,
            reduceSum(
              builder,
              counted,
              perElement.map((_, axis) => axis),
              false,
            ),
          );
  return { oneHot, share: multiply(builder, counted, dy) };
}

/** Gradients with respect to the weights are not written: they are constants of the loss. */
export function refuseWeightGradient(operator: string): () => never {
  return () => {
    throw new MissingGradientError(
      `The gradient of ${operator} with respect to its class weights is not supported.`,
    );
  };
}

function elementShape(shape: Shape): number[] {
  return [shape[0], ...shape.slice(2)];
}

function ignoredClass(attributes: Attributes): number | undefined {
  return intAttribute(attributes, 'ignore_index', undefined);
}

function reductionOf(attributes: Attributes): 'none' | 'sum' | 'mean' {
  const reduction = stringAttribute(attributes, 'reduction', 'mean');
  if (reduction !== 'none' && reduction !== 'sum' && reduction !== 'mean') {
    throw new ShapeError(`A loss has the unknown reduction '${reduction}'.`);
  }
  return reduction;
}
