import { floatAttribute, intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import type { Operator } from './operator';
import {
  evaluateGroupNormalization,
  groupNormalizationGradient,
  inferGroupNormalization,
} from './support/groupNormalization';

/**
 * Normalises over each of `num_groups` groups of channels of an image of X [N, C, spatial…], with a scale [C] and a bias [C]
 * (Wu & He 2018). ONNX GroupNormalization-21.
 */
export const GroupNormalization: Operator = {
  name: 'GroupNormalization',
  infer: (context) => inferGroupNormalization(context, groupsOf(context.attributes)),
  evaluate: ({ attributes, ...context }) =>
    evaluateGroupNormalization({ attributes, ...context }, groupsOf(attributes), epsilonOf(attributes)),
  gradient: groupNormalizationGradient(groupsOf, epsilonOf),
};

function groupsOf(attributes: Attributes): number {
  return intAttribute(attributes, 'num_groups', 0);
}

function epsilonOf(attributes: Attributes): number {
  return floatAttribute(attributes, 'epsilon', 1e-5);
}
