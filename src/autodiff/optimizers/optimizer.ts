import type { GraphBuilder } from '../../graph/builder';
import type { Shape } from '../../graph/shape';
import type { ValueName } from '../../graph/value';
import type { DataType } from '../../graph/dataType';
import type { StateUpdate } from '../trainingGraph';

/** An optimizer with what is compiled into the graph. The learning rate is an input, so that a schedule can change it. */
export type OptimizerSettings = SgdSettings | AdamSettings | RmspropSettings | AdagradSettings | LionSettings;

export interface SgdSettings {
  readonly name: 'sgd';
  readonly momentum: number;
  readonly weightDecay: number;
  /** Needs a momentum above 0. */
  readonly nesterov: boolean;
}
/** `adam` adds the decay to the gradient, `adamw` shrinks the parameter. */
export interface AdamSettings {
  readonly name: 'adam' | 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}
export interface RmspropSettings {
  readonly name: 'rmsprop';
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly centered: boolean;
  readonly weightDecay: number;
}
export interface AdagradSettings {
  readonly name: 'adagrad';
  readonly learningRateDecay: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}
export interface LionSettings {
  readonly name: 'lion';
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
}

/** A number that a step is given: a function of the step, counted from 1, and of its learning rate. */
export type StepScalar = (step: number, learningRate: number) => number;

/** One parameter to be updated. */
export interface UpdateRequest {
  /** State-dict path. */
  readonly path: string;
  readonly parameter: ValueName;
  readonly gradient: ValueName;
  /** The optimizer's scalars by name, as values of the parameter's type. */
  readonly scalar: (name: string) => ValueName;
}

/** A rule that makes the next content of a parameter from its gradient, as nodes. */
export interface Optimizer {
  /** What every step is given, computed in float64 as PyTorch computes it before it touches a tensor. */
  readonly scalars: Readonly<Record<string, StepScalar>>;
  /** @returns the update of the parameter and of the slots that the rule keeps for it, which start at zero. */
  addUpdate(builder: GraphBuilder, request: UpdateRequest): StateUpdate[];
}

/** Something that an optimizer remembers of a parameter, of its shape, under the name `KIND/PATH`. */
export interface Slot {
  readonly current: ValueName;
  /** The update that writes its next content. */
  update(next: ValueName): StateUpdate;
}

export function addSlot(builder: GraphBuilder, kind: string, { path, parameter }: UpdateRequest): Slot {
  const { type, shape } = builder.value(parameter);
  const slot = `${kind}/${path}`;
  const current = builder.addBuffer(slot, { type, shape }, false);
  return { current, update: (next) => updateOf('optimizer', slot, current, next, type, shape) };
}

export function parameterUpdate(
  builder: GraphBuilder,
  { path, parameter }: UpdateRequest,
  next: ValueName,
): StateUpdate {
  const { type, shape } = builder.value(parameter);
  return updateOf('parameter', path, parameter, next, type, shape);
}

function updateOf(
  kind: StateUpdate['kind'],
  path: string,
  current: ValueName,
  next: ValueName,
  type: DataType,
  shape: Shape,
): StateUpdate {
  return { kind, path, current, next, type, shape };
}
