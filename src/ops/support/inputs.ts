import type { Tensor } from '../../graph/tensor';
import type { Value } from '../../graph/value';
import { type EvaluateContext, type InferContext, ShapeError } from '../operator';

/** @throws ShapeError where the input is left out. */
export function requiredInput(context: InferContext, index: number): Value {
  const input = context.inputs[index];
  if (input === undefined) {
    throw new ShapeError(`${context.operator} needs an input number ${index + 1}.`);
  }
  return input;
}

/** Content of an input that must be known while the graph is built, such as the target of Reshape. */
export function constantInput(context: InferContext, index: number): Tensor {
  const { role } = requiredInput(context, index);
  if (role.kind !== 'constant') {
    throw new ShapeError(`${context.operator} needs input number ${index + 1} to be a constant.`);
  }
  return role.tensor;
}

/** As {@link constantInput}, for an input that may be left out. */
export function optionalConstantInput(context: InferContext, index: number): Tensor | undefined {
  return context.inputs[index] === undefined ? undefined : constantInput(context, index);
}

/** Tensor of an input that `infer` has made sure of. */
export function inputTensor(context: EvaluateContext, index: number): Tensor {
  const input = context.inputs[index];
  if (input === undefined) {
    throw new Error(`Input number ${index + 1} is missing.`);
  }
  return input;
}
