import type { SyntaxNode } from '@lezer/common';
import { partsOf } from '../syntaxParts';
import type { TextEdit } from './fix';
import type { PythonSource } from './pythonSource';

export interface CallArgument {
  /** Absent for a positional argument. */
  readonly name?: string;
  readonly value: SyntaxNode;
}

/** Arguments of a call; undefined where some are unpacked (`*args`), so that nobody knows which is which. */
export function argumentsOf(call: SyntaxNode, source: PythonSource): CallArgument[] | undefined {
  const found: CallArgument[] = [];
  let parts: SyntaxNode[] = [];
  for (const node of partsOf(call.getChild('ArgList')).slice(1)) {
    if (node.name !== ',' && node.name !== ')') {
      parts.push(node);
      continue;
    }
    if (parts.length === 1) {
      found.push({ value: parts[0] });
    } else if (parts.length === 3 && parts[1].name === 'AssignOp') {
      found.push({ name: source.textOf(parts[0]), value: parts[2] });
    } else if (parts.length > 0) {
      return undefined;
    }
    parts = [];
  }
  return found;
}

/** A parameter of a constructor: its name, and its place among the positional ones. */
export interface Parameter {
  readonly name: string;
  readonly position: number;
}

export function argumentFor(
  call: SyntaxNode,
  { name, position }: Parameter,
  source: PythonSource,
): CallArgument | undefined {
  const given = argumentsOf(call, source);
  const byName = given?.find((argument) => argument.name === name);
  const byPosition = given?.[position];
  return byName ?? (byPosition?.name === undefined ? byPosition : undefined);
}

/** The edit that gives an argument this text, replacing the one that is there. */
export function setArgument(
  call: SyntaxNode,
  parameter: Parameter,
  text: string,
  source: PythonSource,
): TextEdit | undefined {
  const present = argumentFor(call, parameter, source);
  if (present !== undefined) {
    return { from: present.value.from, to: present.value.to, text };
  }
  const last = argumentsOf(call, source)?.at(-1);
  return last && { from: last.value.to, to: last.value.to, text: `, ${parameter.name}=${text}` };
}
