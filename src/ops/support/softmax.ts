import type { Tensor } from '../../graph/tensor';
import type { ValueType } from '../../graph/value';
import type { EvaluateContext, InferContext } from '../operator';
import { axisAttribute, splitAt } from './axes';
import { inputTensor, requiredInput } from './inputs';

export function inferAlongAxis(context: InferContext): ValueType[] {
  const { type, shape } = requiredInput(context, 0);
  axisAttribute(context, shape, -1);
  return [{ type, shape }];
}

/** Gives each element and the log Σeˣ of its line along the axis to `finish`. */
export function evaluateAlongAxis(
  context: EvaluateContext,
  finish: (x: number, logSumExp: number) => number,
): Tensor[] {
  const { shape, data } = inputTensor(context, 0);
  const axis = axisAttribute({ operator: 'Softmax', attributes: context.attributes }, shape, -1);
  const { outer, extent, inner } = splitAt(shape, axis);
  const result = new Float64Array(data.length);
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * extent * inner + (line % inner);
    const end = start + extent * inner;
    let largest = -Infinity;
    for (let index = start; index < end; index += inner) {
      largest = Math.max(largest, data[index]);
    }
    let sum = 0;
    for (let index = start; index < end; index += inner) {
      sum += Math.exp(data[index] - largest);
    }
    const logSumExp = largest + Math.log(sum);
    for (let index = start; index < end; index += inner) {
      result[index] = finish(data[index], logSumExp);
    }
  }
  return [{ ...context.outputTypes[0], data: result }];
}
