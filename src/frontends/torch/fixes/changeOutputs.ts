import { isWithin, type Module } from '../../../graph/module';
import { featureEdits } from './changeFeatures';
import type { FailedModel, Fix } from './fix';
import { layerParameters } from './layerParameters';
import { failedMerge } from './merge';

/** A merge whose sides have other numbers of channels: the last layer of one side may give those of the other. */
export function changeOutputs(model: FailedModel): Fix[] {
  const merge = failedMerge(model);
  if (merge === undefined) {
    return [];
  }
  const [a, b] = merge.sides;
  return [
    [a, b],
    [b, a],
  ].flatMap(([side, other]) => {
    const layer = side.module === undefined ? undefined : lastMap(model, side.module);
    const outputs = layer && layerParameters[layer.type]?.outputs;
    if (!layer || !outputs || side.shape.length !== other.shape.length) {
      return [];
    }
    const axis = layer.type === 'Linear' ? side.shape.length - 1 : 1;
    const [present, wanted] = [side.shape[axis], other.shape[axis]];
    return present === wanted ? [] : featureEdits(model, layer, outputs, { present, wanted }, 'out');
  });
}

/** The last convolution or linear map inside of a module. */
function lastMap({ modules }: FailedModel, path: string): Module | undefined {
  return [...modules.values()]
    .filter((module) => isWithin(module.path, path) && layerParameters[module.type]?.outputs !== undefined)
    .at(-1);
}
