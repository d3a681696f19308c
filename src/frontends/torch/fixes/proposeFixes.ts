import { adjustWindow } from './adjustWindow';
import { changeFeatures } from './changeFeatures';
import { changeOutputs } from './changeOutputs';
import { correctReshape, flattenInput } from './correctReshape';
import type { FailedModel, Fix, FixRule } from './fix';
import { insertProjection } from './insertProjection';

/** From the most to the least likely intention. */
const rules: readonly FixRule[] = [
  insertProjection,
  flattenInput,
  changeFeatures,
  changeOutputs,
  adjustWindow,
  correctReshape,
];

/** Changes of the source that may repair the model, the most likely first. */
export function proposeFixes(model: FailedModel): Fix[] {
  return rules.flatMap((rule) => rule(model));
}
