import type { SyntaxNode } from '@lezer/common';
import { partsOf } from './syntaxParts';

/** Names that the import statements of a file bind, with what they stand for. */
export class ImportTable {
  readonly #meaning = new Map<string, string>();

  add(statement: SyntaxNode, text: string): void {
    const words = partsOf(statement).map(({ from, to }) => text.slice(from, to));
    const imported = words.indexOf('import');
    const source = words[0] === 'from' ? words.slice(1, imported).join('') : undefined;
    const items = words
      .slice(imported + 1)
      .filter((word) => word !== '(' && word !== ')')
      .join(' ')
      .split(',');
    for (const item of items) {
      const [path, alias] = item.split(' as ').map((part) => part.replace(/\s/g, ''));
      if (!path) {
        continue;
      }
      if (source !== undefined) {
        this.#meaning.set(alias ?? path, `${source}.${path}`);
      } else {
        // `import torch.nn` binds `torch`; `import torch.nn as nn` binds `nn`.
        const root = path.split('.')[0];
        this.#meaning.set(alias ?? root, alias === undefined ? root : path);
      }
    }
  }

  /** The name that the file gives to `torch.nn` or the like; undefined where it does not import it by itself. */
  nameOf(path: string): string | undefined {
    return [...this.#meaning].find(([, meaning]) => meaning === path)?.[0];
  }

  /** True where the first part of a dotted name is imported. */
  has(name: string): boolean {
    return this.#meaning.has(name.split('.')[0]);
  }

  /** True for `nn.Module`, `nn.Sequential`, `torch.nn.Linear` and the like: capitalised names of `torch.nn`. */
  isTorchModule(name: string): boolean {
    const [root, ...rest] = name.split('.');
    const full = [this.#meaning.get(root) ?? '', ...rest].join('.');
    return /^torch\.nn\.(?:.*\.)?[A-Z]\w*$/.test(full);
  }
}
