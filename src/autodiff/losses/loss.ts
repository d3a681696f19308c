import type { GraphBuilder } from '../../graph/builder';
import type { ValueName, ValueType } from '../../graph/value';

/** A loss with its settings, each as the PyTorch function of the same name takes it. Means are taken over the batch. */
export type LossSettings =
  | CrossEntropySettings
  | NegativeLogLikelihoodSettings
  | { readonly name: 'binaryCrossEntropy'; readonly positiveWeight?: number }
  | { readonly name: 'meanSquaredError' }
  | { readonly name: 'meanAbsoluteError' }
  | { readonly name: 'huber'; readonly delta: number }
  | { readonly name: 'smoothL1'; readonly beta: number }
  | { readonly name: 'klDivergence' };
export type LossName = LossSettings['name'];

/** How class indices count. */
export interface ClassSettings {
  /** A weight for every class; 1 each where absent. */
  readonly classWeights?: readonly number[];
  /** Targets of this index do not count. */
  readonly ignoreIndex?: number;
}
export interface CrossEntropySettings extends ClassSettings {
  readonly name: 'crossEntropy';
  /** Share of the target that is spread evenly over all classes, 0 where absent. */
  readonly labelSmoothing?: number;
}
export interface NegativeLogLikelihoodSettings extends ClassSettings {
  readonly name: 'negativeLogLikelihood';
}

/** A scalar that training makes small, as nodes over the model's prediction and a target. */
export interface Loss {
  /** The target that goes with a prediction. @throws LossError where the prediction does not fit. */
  targetType(prediction: ValueType): TargetType;
  /** Adds the loss. @returns a scalar of the prediction's type. */
  add(builder: GraphBuilder, prediction: ValueName, target: ValueName): ValueName;
}

export interface TargetType extends ValueType {
  readonly content: TargetContent;
}

/** What the elements of a target are. */
export type TargetContent =
  /** Class indices from 0 to `classes` − 1, and `ignored` where there is one. */
  | { readonly kind: 'labels'; readonly classes: number; readonly ignored?: number }
  /** Numbers from 0 to 1, each a probability by itself. */
  | { readonly kind: 'probabilities' }
  /** Probabilities that add up to 1 along axis 1, or along the only axis. */
  | { readonly kind: 'distributions' }
  /** Any numbers. */
  | { readonly kind: 'numbers' };

/** A prediction that a loss cannot be taken of. The message is a sentence for the user. */
export class LossError extends Error {
  override readonly name = 'LossError';
}
