import type { Attribute, Attributes } from './node';
import type { Tensor } from './tensor';

/** Constructors, so that a node reads `Conv {strides: ints([2, 2])}`. */
export const int = (value: number): Attribute => ({ kind: 'int', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const floats = (value: readonly number[]): Attribute => ({ kind: 'floats', value });
export const tensorAttribute = (value: Tensor): Attribute => ({ kind: 'tensor', value });

interface KindToValue {
  int: number;
  float: number;
  string: string;
  ints: readonly number[];
  floats: readonly number[];
  tensor: Tensor;
}

function read<Kind extends keyof KindToValue>(
  attributes: Attributes,
  name: string,
  kind: Kind,
): KindToValue[Kind] | undefined {
  const attribute = attributes[name];
  if (attribute === undefined) {
    return undefined;
  }
  if (attribute.kind !== kind) {
    throw new TypeError(`Attribute '${name}' is of kind ${attribute.kind}, not ${kind}.`);
  }
  // The kinds were compared just above; TypeScript does not follow that through the generic index.
  return attribute.value as KindToValue[Kind];
}

/** Readers with the default that the operator's specification names. @throws TypeError where the kind differs. */
export function intAttribute<Default>(
  attributes: Attributes,
  name: string,
  otherwise: Default,
): number | Default {
  return read(attributes, name, 'int') ?? otherwise;
}
/** Also takes an INT, as a text `2` for a FLOAT attribute is commonly written. */
export function floatAttribute<Default>(
  attributes: Attributes,
  name: string,
  otherwise: Default,
): number | Default {
  const attribute = attributes[name];
  return attribute?.kind === 'int' ? attribute.value : (read(attributes, name, 'float') ?? otherwise);
}
export function stringAttribute<Default>(
  attributes: Attributes,
  name: string,
  otherwise: Default,
): string | Default {
  return read(attributes, name, 'string') ?? otherwise;
}
export function intsAttribute<Default>(
  attributes: Attributes,
  name: string,
  otherwise: Default,
): readonly number[] | Default {
  return read(attributes, name, 'ints') ?? otherwise;
}
export function floatsAttribute<Default>(
  attributes: Attributes,
  name: string,
  otherwise: Default,
): readonly number[] | Default {
  return read(attributes, name, 'floats') ?? otherwise;
}
export function tensorAttributeOf(attributes: Attributes, name: string): Tensor | undefined {
  return read(attributes, name, 'tensor');
}
