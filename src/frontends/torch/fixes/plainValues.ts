import type { SyntaxNode } from '@lezer/common';
import type { FailureFrame, PlainArguments } from '../../../graph/trace';
import type { PythonSource } from './pythonSource';

/** What the names in a constructor stand for in one instance. */
export interface Instance {
  readonly arguments: PlainArguments;
  readonly constants: Readonly<Record<string, number>>;
}

export function otherInstances({ others, constants }: FailureFrame): Instance[] {
  return others.map((other) => ({ arguments: other, constants }));
}

/** The number that an expression of a constructor has in an instance: names, numbers and `+ - * //` of them. */
export function valueOf(node: SyntaxNode, source: PythonSource, instance: Instance): number | undefined {
  switch (node.name) {
    case 'Number': {
      const value = Number(source.textOf(node).replaceAll('_', ''));
      return Number.isFinite(value) ? value : undefined;
    }
    case 'VariableName': {
      const value = instance.arguments[source.textOf(node)];
      return typeof value === 'number' ? value : undefined;
    }
    case 'MemberExpression':
      return instance.constants[/^(?:self|cls|[A-Z]\w*)\.(\w+)$/.exec(source.textOf(node))?.[1] ?? ''];
    case 'ParenthesizedExpression': {
      const inner = node.firstChild?.nextSibling;
      return inner ? valueOf(inner, source, instance) : undefined;
    }
    case 'UnaryExpression': {
      const operand = valueOf(node.lastChild!, source, instance);
      return operand !== undefined && source.textOf(node).startsWith('-') ? -operand : undefined;
    }
    case 'BinaryExpression': {
      const left = valueOf(node.firstChild!, source, instance);
      const right = valueOf(node.lastChild!, source, instance);
      const operator = node.getChild('ArithOp');
      return left === undefined || right === undefined || operator === null
        ? undefined
        : compute(source.textOf(operator), left, right);
    }
    default:
      return undefined;
  }
}

function compute(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '//':
      return right === 0 ? undefined : Math.floor(left / right);
    default:
      return undefined;
  }
}
