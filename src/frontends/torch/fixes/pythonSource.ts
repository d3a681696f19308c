import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { SourceSpan } from '../../../graph/sourceSpan';

/** The text of a Python file with its syntax tree, addressed by source spans. */
export class PythonSource {
  readonly tree: Tree;
  readonly #lineStarts: number[] = [0];

  constructor(
    readonly file: string,
    readonly text: string,
    tree?: Tree,
  ) {
    this.tree = tree ?? parser.parse(text);
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
      this.#lineStarts.push(index + 1);
    }
  }

  offsetOf(line: number, column: number): number {
    return (this.#lineStarts[line - 1] ?? this.text.length) + column - 1;
  }

  lineOf(offset: number): number {
    const next = this.#lineStarts.findIndex((start) => start > offset);
    return next < 0 ? this.#lineStarts.length : next;
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  /** White space in front of the line that an offset lies in. */
  indentationAt(offset: number): string {
    const start = this.#lineStarts[this.lineOf(offset) - 1];
    return /^[ \t]*/.exec(this.text.slice(start))![0];
  }

  /** Offset of the end of the line that an offset lies in, in front of the line break. */
  endOfLine(offset: number): number {
    return offset + /^[^\r\n]*/.exec(this.text.slice(offset))![0].length;
  }

  /** The largest expression or statement that covers exactly the span. */
  nodeAt(span: SourceSpan): SyntaxNode | undefined {
    if (span.file !== this.file) {
      return undefined;
    }
    const from = this.offsetOf(span.line, span.column);
    const to = this.offsetOf(span.endLine, span.endColumn);
    for (let node: SyntaxNode | null = this.tree.resolveInner(from, 1); node; node = node.parent) {
      if (node.from <= from && node.to >= to) {
        return node.from === from && node.to === to ? node : undefined;
      }
    }
    return undefined;
  }

  /** The call expression of a span. */
  callAt(span: SourceSpan): SyntaxNode | undefined {
    const node = this.nodeAt(span);
    return node?.name === 'CallExpression' ? node : undefined;
  }
}

/** The node itself or the closest one around it that has one of the names. */
export function enclosing(node: SyntaxNode, ...names: readonly string[]): SyntaxNode | undefined {
  for (let around: SyntaxNode | null = node; around; around = around.parent) {
    if (names.includes(around.name)) {
      return around;
    }
  }
  return undefined;
}

/** Every node of this name in the tree below, in the order of the text. */
export function descendants(node: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((reference) => {
    if (reference.name === name) {
      found.push(reference.node);
    }
  });
  return found;
}

/** The statements of a class, a function or a branch. */
export function statementsOf(definition: SyntaxNode): SyntaxNode[] {
  const statements: SyntaxNode[] = [];
  for (let node = definition.getChild('Body')?.firstChild; node; node = node.nextSibling) {
    if (node.name !== ':') {
      statements.push(node);
    }
  }
  return statements;
}

/** A method of a class by its name, decorators aside. */
export function methodOf(definition: SyntaxNode, name: string, source: PythonSource): SyntaxNode | undefined {
  return statementsOf(definition)
    .map((statement) => (statement.name === 'DecoratedStatement' ? statement.lastChild! : statement))
    .find(
      (statement) =>
        statement.name === 'FunctionDefinition' &&
        source.textOf(statement.getChild('VariableName')!) === name,
    );
}
