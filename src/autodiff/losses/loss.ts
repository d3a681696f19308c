import type { GraphBuilder } from '../../graph/builder';
import type { ValueName, ValueType } from '../../graph/value';

/** A scalar that training makes small, as nodes over the model's prediction and a target. */
export interface Loss {
  /** Type and shape of the target that goes with a prediction. @throws LossError where the prediction does not fit. */
  targetType(prediction: ValueType): ValueType;
  /** Adds the loss. @returns a scalar of the prediction's type. */
  add(builder: GraphBuilder, prediction: ValueName, target: ValueName): ValueName;
}

/** A prediction that a loss cannot be taken of. The message is a sentence for the user. */
export class LossError extends Error {
  override readonly name = 'LossError';
}
