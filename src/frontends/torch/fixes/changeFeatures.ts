import type { SyntaxNode } from '@lezer/common';
import { elementCount } from '../../../graph/shape';
import { parentPath, type Module } from '../../../graph/module';
import type { FailureFrame } from '../../../graph/trace';
import { defaultOf, parameterNames } from '../outlineSignatures';
import { argumentFor, type Parameter } from './callArguments';
import { namesFor } from './constructorNames';
import type { FailedModel, Fix } from './fix';
import { describedLayer, layerParameters } from './layerParameters';
import { descendants, enclosing, type PythonSource } from './pythonSource';

/** A layer whose input has another extent than it was made for: `Change in_features from 512 to 2048`. */
export function changeFeatures(model: FailedModel): Fix[] {
  const { detail, modules } = model;
  const module = modules.get(detail.call.module);
  const [input] = detail.call.inputs;
  const layer = layerParameters[module?.type ?? ''];
  if (!module?.source || !layer?.features || !layer.featuresOf || input === undefined) {
    return [];
  }
  const present = presentFeatures(module, layer.features);
  const wanted = layer.featuresOf(input);
  // A picture that reaches a linear map of its channels was not pooled or not flattened: the number is right.
  const isUnpooled =
    module.type === 'Linear' &&
    input.length > 2 &&
    [input[1], elementCount(input.slice(1))].includes(present ?? -1);
  if (wanted === undefined || wanted === present || isUnpooled) {
    return [];
  }
  return featureEdits(model, module, layer.features, { present, wanted });
}

/** Edits that give a layer's constructor another number, best first. Each is an alternative to the others. */
export function featureEdits(
  model: FailedModel,
  module: Module,
  parameter: Parameter,
  { present, wanted }: { readonly present: number | undefined; readonly wanted: number },
  role: 'in' | 'out' = 'in',
): Fix[] {
  const source = module.source && model.source(module.source.file);
  const call = module.source && source?.callAt(module.source);
  const argument = source && call && argumentFor(call, parameter, source);
  if (!source || !argument || ['TupleExpression', 'ArrayExpression'].includes(argument.value.name)) {
    return [];
  }
  const before = present === undefined ? source.textOf(argument.value) : String(present);
  const fix = (node: SyntaxNode, text: string, shown = text): Fix => ({
    title: `Change ${parameter.name} from ${before} to ${shown}`,
    file: source.file,
    edits: [{ from: node.from, to: node.to, text }],
    purpose: `${role}puts ${module.path}`,
    mayUncoverMore: true,
  });
  const { value } = argument;
  const frame = ownerOf(model, module);
  const constructor = enclosing(call, 'FunctionDefinition');
  const names =
    frame && constructor && value.name !== 'Number' ? namesFor(wanted, role, constructor, source, frame) : [];
  return [
    ...names.map(({ text }) => fix(value, text, `${text} (${wanted})`)),
    ...(value.name === 'VariableName'
      ? definitionsOf(value, source).map((node) => fix(node, String(wanted)))
      : []),
    fix(value, String(wanted)),
  ];
}

function presentFeatures({ type, description }: Module, parameter: Parameter): number | undefined {
  const { positional, named } = describedLayer(description);
  return named[parameter.name]?.at(-1) ?? (type === 'LayerNorm' ? undefined : positional[parameter.position]);
}

/** The module whose constructor made this one, where it is one of the frames of the failure. */
function ownerOf({ detail }: FailedModel, module: Module): FailureFrame | undefined {
  for (let path = parentPath(module.path); path !== undefined; path = parentPath(path)) {
    const frame = detail.frames.find((candidate) => candidate?.module === path);
    if (frame) {
      return frame;
    }
  }
  return undefined;
}

/** Numbers that a name stands for: the default of a parameter, what is assigned to it in the function or the file. */
function definitionsOf(name: SyntaxNode, source: PythonSource): SyntaxNode[] {
  const text = source.textOf(name);
  const scope = enclosing(name, 'FunctionDefinition');
  const parameter = scope && parameterNames(scope).find((node) => source.textOf(node) === text);
  if (parameter) {
    const number = defaultOf(parameter);
    return number?.name === 'Number' ? [number] : [];
  }
  return descendants(source.tree.topNode, 'AssignStatement')
    .filter((statement) => {
      const around = enclosing(statement, 'FunctionDefinition', 'ClassDefinition');
      const isVisible = around === undefined || (scope !== undefined && around.from === scope.from);
      return isVisible && statement.firstChild !== null && source.textOf(statement.firstChild) === text;
    })
    .map((statement) => statement.lastChild!)
    .filter((node) => node.name === 'Number');
}
