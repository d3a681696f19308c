import type { SyntaxNode } from '@lezer/common';

/** Parameters of a function definition that a call must give: those without a default, star parameters aside. */
export function requiredParameters(definition: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] {
  const required: string[] = [];
  const list = definition.getChild('ParamList');
  let parameter: SyntaxNode[] = [];
  const finish = () => {
    const [first] = parameter;
    if (first?.name === 'VariableName' && !parameter.some((part) => part.name === 'AssignOp')) {
      required.push(textOf(first));
    }
    parameter = [];
  };
  for (let node = list?.firstChild; node; node = node.nextSibling) {
    if (node.name === ',' || node.name === ')') {
      finish();
    } else if (node.name !== '(') {
      parameter.push(node);
    }
  }
  finish();
  return required;
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
