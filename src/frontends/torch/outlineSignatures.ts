import type { SyntaxNode } from '@lezer/common';
import { partsOf } from './syntaxParts';

/** Names in the parameter list, `self` included, star parameters aside. */
export function parameterNames(definition: SyntaxNode): SyntaxNode[] {
  const parts = partsOf(definition.getChild('ParamList'));
  return parts.filter(
    ({ name }, index) => name === 'VariableName' && ['(', ','].includes(parts.at(index - 1)?.name ?? ''),
  );
}

/** The expression behind the `=` of a parameter. */
export function defaultOf(parameter: SyntaxNode): SyntaxNode | undefined {
  const parts = partsOf(parameter.parent);
  const behind = parts.slice(parts.findIndex(({ from }) => from === parameter.from) + 1);
  const end = behind.findIndex(({ name }) => name === ',' || name === ')');
  const own = end < 0 ? behind : behind.slice(0, end);
  const equals = own.findIndex(({ name }) => name === 'AssignOp');
  return equals < 0 ? undefined : behind.at(equals + 1);
}

/** Parameters of a function definition that a call must give: those without a default, star parameters aside. */
export function requiredParameters(definition: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] {
  return parameterNames(definition)
    .filter((parameter) => defaultOf(parameter) === undefined)
    .map(textOf);
}

/**
 * Names that a function's own `return` statements call: `return ResNet(20)`, also through a variable
 * (`model = ResNet(20)` … `return model`).
 */
export function returnedNames(definition: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] {
  const names: string[] = [];
  const assigned = new Map<string, string>();
  const body = definition.getChild('Body');
  body?.cursor().iterate((reference) => {
    const { node } = reference;
    if (node.name === 'FunctionDefinition' || node.name === 'ClassDefinition') {
      return false;
    }
    if (node.name === 'AssignStatement' && node.firstChild?.name === 'VariableName') {
      const callee = calleeOf(node.lastChild, textOf);
      if (callee !== undefined) {
        assigned.set(textOf(node.firstChild), callee);
      }
    }
    if (node.name === 'ReturnStatement') {
      const value = node.lastChild;
      const callee = value?.name === 'VariableName' ? assigned.get(textOf(value)) : calleeOf(value, textOf);
      if (callee !== undefined) {
        names.push(callee);
      }
    }
    return true;
  });
  return names;
}

function calleeOf(node: SyntaxNode | null, textOf: (node: SyntaxNode) => string): string | undefined {
  return node?.name === 'CallExpression' && node.firstChild ? textOf(node.firstChild) : undefined;
}
