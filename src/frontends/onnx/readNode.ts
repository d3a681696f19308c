import type { Attribute, Attributes } from '../../graph/node';
import { OnnxError } from './onnxError';
import type { ParsedAttribute, ParsedNode } from './onnxSchema';
import { readTensor } from './readTensor';

/** A node as the file has it, with the file's names. */
export interface ReadNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** @throws OnnxError where an attribute holds what the project has no form for, such as a graph. */
export function readNode(proto: ParsedNode): ReadNode {
  const operator = proto.opType ?? '';
  return {
    name: proto.name ?? operator,
    operator,
    domain: proto.domain === 'ai.onnx' ? '' : (proto.domain ?? ''),
    inputs: proto.input,
    outputs: proto.output,
    attributes: Object.fromEntries(
      proto.attribute.map((attribute) => [attribute.name ?? '', readAttribute(operator, attribute)]),
    ),
  };
}

/** The numbers are those of `AttributeProto.AttributeType`. */
function readAttribute(operator: string, attribute: ParsedAttribute): Attribute {
  switch (attribute.type) {
    case 1:
      return { kind: 'float', value: attribute.f ?? 0 };
    case 2:
      return { kind: 'int', value: attribute.i ?? 0 };
    case 3:
      return { kind: 'string', value: new TextDecoder().decode(attribute.s) };
    case 4:
      if (attribute.t !== undefined) {
        return { kind: 'tensor', value: readTensor(attribute.t) };
      }
      break;
    case 6:
      return { kind: 'floats', value: attribute.floats };
    case 7:
      return { kind: 'ints', value: attribute.ints };
    default:
      break;
  }
  throw new OnnxError(
    `The attribute '${attribute.name ?? ''}' of ${operator} in the ONNX file is of a kind that is not supported.`,
  );
}
