import { addCast } from './cast';
import { addClipping, type ClipSettings } from './clipping';
import type { OptimizerSettings, Slot, StepScalar } from './optimizers/optimizer';
import { addSlot } from './optimizers/optimizer';
import { optimizerOf } from './optimizers/optimizers';
import type { StateUpdate } from './trainingGraph';
import type { GraphBuilder } from '../graph/builder';
import type { ValueName } from '../graph/value';
import { add, expand, multiply, subtract } from '../ops/support/emit';

/** How a step changes the parameters. */
export interface UpdateSettings {
  readonly optimizer: OptimizerSettings;
  readonly clip?: ClipSettings;
  /** Batches whose gradients a step averages; 1 where absent. */
  readonly accumulate?: number;
  /** Decay of an exponential moving average of the parameters, between 0 and 1; none is kept where absent. */
  readonly averageDecay?: number;
}

export interface LearntParameter {
  /** State-dict path. */
  readonly path: string;
  readonly parameter: ValueName;
  readonly gradient: ValueName;
}

/** A scalar float32 input that is given anew for every step. */
export interface StepInput {
  readonly value: ValueName;
  readonly at: StepScalar;
}

export interface ParameterUpdates {
  /** Of the parameters, and of what is kept beside them. */
  readonly updates: readonly StateUpdate[];
  readonly inputs: readonly StepInput[];
}

/** Where the moving average of a parameter is kept. */
export function averagePath(parameter: string): string {
  return `ema/${parameter}`;
}

/** Adds what turns gradients into the next parameters: accumulation, clipping, the optimizer, moving averages. */
export function addParameterUpdates(
  builder: GraphBuilder,
  learnt: readonly LearntParameter[],
  { optimizer: settings, clip, accumulate = 1, averageDecay }: UpdateSettings,
): ParameterUpdates {
  const inputs: StepInput[] = [];
  const addInput = (name: string, at: StepScalar): ValueName => {
    const value = builder.addInput(name, { type: 'float32', shape: [] });
    inputs.push({ value, at });
    return value;
  };
  const updates: StateUpdate[] = [];
  const gradients = learnt.map((parameter) => {
    if (accumulate === 1) {
      return parameter.gradient;
    }
    const slot = addSlot(builder, 'gradient', { ...parameter, scalar: unknownScalar });
    const total = add(builder, slot.current, multiply(builder, parameter.gradient, 1 / accumulate));
    updates.push({ ...slot.update(zeros(builder, slot)), partial: total });
    return total;
  });
  const clipped = clip === undefined ? gradients : addClipping(builder, gradients, clip);

  const optimizer = optimizerOf(settings);
  const scalars = new Map(
    Object.entries(optimizer.scalars).map(([name, at]) => [name, addInput(name, at)] as const),
  );
  const scalar = (parameter: ValueName) => (name: string) =>
    addCast(builder, scalars.get(name) ?? unknownScalar(name), builder.value(parameter).type);
  learnt.forEach(({ path, parameter }, index) => {
    const request = { path, parameter, gradient: clipped[index], scalar: scalar(parameter) };
    updates.push(...optimizer.addUpdate(builder, request));
  });
  if (averageDecay !== undefined) {
    updates.push(...addAverages(builder, updates, averageDecay, addInput));
  }
  return { updates, inputs };
}

/**
 * As `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn(decay)`: the parameters themselves after the first
 * step, then ema + (1 − decay)(θ − ema).
 */
function addAverages(
  builder: GraphBuilder,
  updates: readonly StateUpdate[],
  decay: number,
  addInput: (name: string, at: StepScalar) => ValueName,
): StateUpdate[] {
  const weight = addInput('averageWeight', (step) => (step === 1 ? 1 : 1 - decay));
  return updates
    .filter(({ kind }) => kind === 'parameter')
    .map(({ path, next, type, shape }) => {
      const current = builder.addBuffer(averagePath(path), { type, shape }, false);
      const step = multiply(builder, subtract(builder, next!, current), addCast(builder, weight, type));
      const average = add(builder, current, step);
      return { kind: 'average', path: averagePath(path), current, next: average, type, shape };
    });
}

function zeros(builder: GraphBuilder, { current }: Slot): ValueName {
  const { type, shape } = builder.value(current);
  return expand(builder, builder.scalar(type, 0), shape);
}

function unknownScalar(name: string): never {
  throw new Error(`An optimizer asks for the scalar '${name}', which it does not declare.`);
}
