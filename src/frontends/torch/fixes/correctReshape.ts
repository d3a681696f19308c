import type { SyntaxNode } from '@lezer/common';
import { elementCount, type Shape } from '../../../graph/shape';
import { argumentsOf } from './callArguments';
import type { FailedModel, Fix } from './fix';
import { layerParameters } from './layerParameters';

/** `view` or `reshape` with a number that does not fit: let it be inferred, flatten, or write the one that fits. */
export function correctReshape(model: FailedModel): Fix[] {
  const { detail, place } = model;
  const source = model.source(place.file);
  const call = source?.callAt(place);
  const shape = detail.shapes?.[0];
  if (detail.operator !== 'Reshape' || !source || !call || shape === undefined) {
    return [];
  }
  const method = /^(.*)\.(view|reshape)$/s.exec(source.textOf(call.firstChild!));
  const extents = (argumentsOf(call, source) ?? []).map(({ value }) => value);
  if (method === null || method[1] === 'torch' || extents.length === 0) {
    return [];
  }
  const texts = extents.map((extent) => source.textOf(extent));
  const fix = (title: string, node: SyntaxNode, text: string): Fix => ({
    title,
    file: source.file,
    edits: [{ from: node.from, to: node.to, text }],
    purpose: title.startsWith('Flatten') ? 'flatten' : `reshape ${node.from}`,
    mayUncoverMore: true,
  });
  const fixes: Fix[] = [];
  if (extents.length === 2 && shape.length > 2) {
    fixes.push(fix('Flatten all axes but the batch: flatten(1)', call, `${method[1]}.flatten(1)`));
  }
  extents.forEach((extent, index) => {
    if (index > 0 && /^[\d*+\- ]+$/.test(texts[index]) && !texts.includes('-1')) {
      fixes.push(fix(`Let the extent ${texts[index]} be inferred: -1`, extent, '-1'));
    }
    const fitting = fittingExtent(texts, index, shape);
    if (fitting !== undefined) {
      fixes.push(fix(`Change ${texts[index]} to ${fitting}`, extent, String(fitting)));
    }
  });
  return fixes;
}

/** A picture that reaches a linear map of all its elements: `self.fc(x)` becomes `self.fc(x.flatten(1))`. */
export function flattenInput(model: FailedModel): Fix[] {
  const { detail, place, modules } = model;
  const source = model.source(place.file);
  const call = source?.callAt(place);
  const [input] = detail.call.inputs;
  const module = modules.get(detail.call.module);
  if (!source || !call || module?.type !== 'Linear' || input === undefined || input.length < 3) {
    return [];
  }
  const features = /in_features=(\d+)/.exec(module.description)?.[1];
  const argument = argumentsOf(call, source)?.at(0)?.value;
  const isNeeded = layerParameters.Linear?.featuresOf?.(input) !== Number(features);
  if (!argument || !isNeeded || elementCount(input.slice(1)) !== Number(features)) {
    return [];
  }
  const isSimple = ['VariableName', 'CallExpression', 'MemberExpression'].includes(argument.name);
  return [
    {
      title: 'Flatten all axes but the batch: flatten(1)',
      file: source.file,
      edits: isSimple
        ? [{ from: argument.to, to: argument.to, text: '.flatten(1)' }]
        : [
            { from: argument.from, to: argument.from, text: '(' },
            { from: argument.to, to: argument.to, text: ').flatten(1)' },
          ],
      purpose: 'flatten',
      mayUncoverMore: true,
    },
  ];
}

/** The number that one extent must be, where all others are known; the first one is the batch unless it is a number. */
function fittingExtent(texts: readonly string[], index: number, shape: Shape): number | undefined {
  const others = texts.map((text, other) => {
    if (other === index) {
      return 1;
    }
    return /^\d+$/.test(text) ? Number(text) : other === 0 ? shape[0] : Number.NaN;
  });
  const fitting = elementCount(shape) / elementCount(others);
  return index > 0 && /^[\d*+\- ]+$/.test(texts[index]) && texts[index] !== '-1' && Number.isInteger(fitting)
    ? fitting
    : undefined;
}
