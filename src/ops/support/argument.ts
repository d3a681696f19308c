import { intAttribute } from '../../graph/attributes';
import { elementCount } from '../../graph/shape';
import type { Tensor } from '../../graph/tensor';
import type { ValueType } from '../../graph/value';
import type { EvaluateContext, InferContext } from '../operator';
import { axisAttribute, splitAt } from './axes';
import { inputTensor, requiredInput } from './inputs';
import { reducedShape } from './reduction';

export function inferArgument(context: InferContext): ValueType[] {
  const { shape } = requiredInput(context, 0);
  const axis = axisAttribute(context, shape, 0);
  const keep = intAttribute(context.attributes, 'keepdims', 1) === 1;
  return [{ type: 'int64', shape: reducedShape(shape, [axis], keep) }];
}

/** First (or last, where `select_last_index` is 1) element along the axis that no other one beats. */
export function evaluateArgument(
  context: EvaluateContext,
  beats: (candidate: number, best: number) => boolean,
): Tensor[] {
  const { shape, data } = inputTensor(context, 0);
  const [output] = context.outputTypes;
  const axis = axisAttribute({ operator: 'ArgMax', attributes: context.attributes }, shape, 0);
  const { extent, inner } = splitAt(shape, axis);
  const takesLast = intAttribute(context.attributes, 'select_last_index', 0) === 1;
  const result = new Float64Array(elementCount(output.shape));
  for (let element = 0; element < result.length; element++) {
    const start = Math.floor(element / inner) * extent * inner + (element % inner);
    let best = 0;
    for (let place = 1; place < extent; place++) {
      const [candidate, leader] = [data[start + place * inner], data[start + best * inner]];
      if (beats(candidate, leader) || (takesLast && candidate === leader)) {
        best = place;
      }
    }
    result[element] = best;
  }
  return [{ ...output, data: result }];
}
