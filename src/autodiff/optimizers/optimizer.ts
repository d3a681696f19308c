import type { GraphBuilder } from '../../graph/builder';
import type { ValueName } from '../../graph/value';
import type { StateUpdate } from '../trainingGraph';

/** One parameter to be updated. */
export interface UpdateRequest {
  /** State-dict path. */
  readonly path: string;
  readonly parameter: ValueName;
  readonly gradient: ValueName;
  /** Scalar of the parameter's type. */
  readonly learningRate: ValueName;
}

/** A rule that makes the next content of a parameter from its gradient, as nodes. */
export interface Optimizer {
  /** @returns the update of the parameter and of the slots that the rule keeps for it, which start at zero. */
  addUpdate(builder: GraphBuilder, request: UpdateRequest): StateUpdate[];
}
