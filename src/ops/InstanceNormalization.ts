import { floatAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import {
  evaluateGroupNormalization,
  groupNormalizationGradient,
  inferGroupNormalization,
} from './support/groupNormalization';
import { inputTensor, requiredInput } from './support/inputs';

/**
 * Normalises each channel of each image of X [N, C, spatial…], with a scale [C] and a bias [C] (Ulyanov, Vedaldi &
 * Lempitsky 2016): group normalisation with groups of one channel. ONNX InstanceNormalization-6.
 */
export const InstanceNormalization: Operator = {
  name: 'InstanceNormalization',
  infer: (context) => inferGroupNormalization(context, requiredInput(context, 0).shape[1]),
  evaluate: (context) =>
    evaluateGroupNormalization(context, inputTensor(context, 0).shape[1], epsilonOf(context.attributes)),
  gradient: groupNormalizationGradient((_, shape) => shape[1], epsilonOf),
};

function epsilonOf(attributes: Attributes): number {
  return floatAttribute(attributes, 'epsilon', 1e-5);
}
