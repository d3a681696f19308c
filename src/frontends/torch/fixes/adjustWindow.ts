import { isWithin, type Module } from '../../../graph/module';
import { setArgument, type Parameter } from './callArguments';
import { namesFor } from './constructorNames';
import type { FailedModel, Fix } from './fix';
import { describedLayer, layerParameters } from './layerParameters';
import { failedMerge, type FailedMerge } from './merge';
import { enclosing } from './pythonSource';

/** A merge whose sides differ in their spatial extents: another stride or padding of one layer in front of it. */
export function adjustWindow(model: FailedModel): Fix[] {
  const merge = failedMerge(model);
  if (merge === undefined) {
    return [];
  }
  const [from, to] = merge.sides.map(({ shape }) => shape);
  const differs = from.length === to.length && from.slice(2).some((extent, axis) => extent !== to[axis + 2]);
  if (!differs) {
    return [];
  }
  return layersOf(model, merge).flatMap((module) => adjustments(model, merge, module));
}

/** Layers with a window inside of the module that merges, those of the shortcut's own call first. */
function layersOf({ modules }: FailedModel, { frame, sides }: FailedMerge): Module[] {
  const inside = [...modules.values()].filter(
    ({ path, type }) =>
      path !== frame.module && isWithin(path, frame.module) && layerParameters[type]?.stride !== undefined,
  );
  const isCalled = ({ path }: Module) =>
    sides.some(({ module }) => module !== undefined && isWithin(path, module));
  return [...inside.filter(isCalled), ...inside.filter((module) => !isCalled(module))];
}

function adjustments(model: FailedModel, merge: FailedMerge, module: Module): Fix[] {
  const { stride, padding } = layerParameters[module.type]!;
  const { named } = describedLayer(module.description);
  const isUniform = (values: readonly number[] | undefined) =>
    values === undefined || values.every((value) => value === values[0]);
  const [kernel, presentStride, presentPadding, dilation] = [
    named.kernel_size?.[0],
    named.stride?.[0] ?? 1,
    named.padding?.[0] ?? 0,
    named.dilation?.[0] ?? 1,
  ];
  if (kernel === undefined || !isUniform(named.kernel_size) || !isUniform(named.stride)) {
    return [];
  }
  const fixes: Fix[] = [];
  const same = ((kernel - 1) * dilation) / 2;
  if (padding && Number.isInteger(same) && same !== presentPadding) {
    fixes.push(...numberEdits(model, merge, module, padding, same));
  }
  if (stride) {
    for (const wanted of new Set([1, ratioOf(merge), presentStride * ratioOf(merge)])) {
      if (wanted !== presentStride && Number.isInteger(wanted)) {
        fixes.push(...numberEdits(model, merge, module, stride, wanted));
      }
    }
  }
  return fixes;
}

/** How much larger the one side is than the other along its first spatial axis. */
function ratioOf({ sides }: FailedMerge): number {
  const [a, b] = sides.map(({ shape }) => shape[2]);
  return Math.round(Math.max(a, b) / Math.min(a, b));
}

function numberEdits(
  model: FailedModel,
  { frame }: FailedMerge,
  module: Module,
  parameter: Parameter,
  wanted: number,
): Fix[] {
  const source = module.source && model.source(module.source.file);
  const call = module.source && source?.callAt(module.source);
  if (!source || !call) {
    return [];
  }
  const constructor = enclosing(call, 'FunctionDefinition');
  const names =
    constructor && parameter.name === 'stride'
      ? namesFor(wanted, 'stride', constructor, source, frame).map(({ text }) => text)
      : [];
  const member = module.path.slice(frame.module === '' ? 0 : frame.module.length + 1);
  return [...names, String(wanted)].flatMap((text): Fix[] => {
    const edit = setArgument(call, parameter, text, source);
    const shown = text === String(wanted) ? text : `${text} (${wanted})`;
    return edit === undefined || source.text.slice(edit.from, edit.to) === edit.text
      ? []
      : [
          {
            title: `Adjust ${parameter.name} of ${member} to ${shown}`,
            file: source.file,
            edits: [edit],
            purpose: `${parameter.name} ${module.path} ${wanted}`,
            mayUncoverMore: false,
          },
        ];
  });
}
