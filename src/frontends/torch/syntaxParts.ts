import type { SyntaxNode } from '@lezer/common';

/** The children of a node in a syntax tree, comments aside, which may stand anywhere inside of brackets. */
export function partsOf(node: SyntaxNode | null): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let part = node?.firstChild; part; part = part.nextSibling) {
    if (part.name !== 'Comment') {
      parts.push(part);
    }
  }
  return parts;
}

/** The children of a bracketed list that are its items. */
export function itemsOf(list: SyntaxNode | null): SyntaxNode[] {
  return partsOf(list).filter(({ name }) => !punctuation.has(name));
}

const punctuation: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',']);
