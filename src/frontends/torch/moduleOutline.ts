import type { SyntaxNode, Tree } from '@lezer/common';
import { descendants, methodOf, PythonSource } from './fixes/pythonSource';
import type { Outline } from './outline';
import { ImportTable } from './outlineImports';
import { itemsOf } from './syntaxParts';

/** A module as its class declares it, found without running code and in broken text too. */
export interface DeclaredModule {
  /** Name of the member, `conv1`, or the place in a container, `0`. */
  readonly name: string;
  /** The class, or what else is called: `Conv2d`, `BasicBlock`, `_make_stage`. */
  readonly type: string;
  /** What is between the parentheses, on one line; the children of a container are left out. */
  readonly arguments: string;
  /** Offset of the constructor's expression. */
  readonly offset: number;
  readonly children: readonly DeclaredModule[];
}

/** The model classes of a file with the modules that their constructors assign, in source order. */
export function moduleOutlineOf(text: string, tree: Tree, { declarations }: Outline): DeclaredModule[] {
  const source = new PythonSource('', text, tree);
  const reader = new MemberReader(source);
  return declarations
    .filter(({ kind }) => kind === 'class')
    .flatMap(({ name }) => {
      const node = reader.classes.get(name);
      return node === undefined
        ? []
        : [{ name, type: name, arguments: '', offset: node.from, children: reader.membersOf(name) }];
    });
}

const containers = new Set(['Sequential', 'ModuleList', 'ModuleDict']);

class MemberReader {
  readonly classes = new Map<string, SyntaxNode>();
  readonly #imports = new ImportTable();
  readonly #source: PythonSource;

  constructor(source: PythonSource) {
    this.#source = source;
    for (const node of descendants(source.tree.topNode, 'ClassDefinition')) {
      const name = node.getChild('VariableName');
      if (name) {
        this.classes.set(source.textOf(name), node);
      }
    }
    descendants(source.tree.topNode, 'ImportStatement').forEach((statement) =>
      this.#imports.add(statement, source.text),
    );
  }

  /**
   * Modules that the constructor of a class assigns to members; a class without one has those of its base.
   * @param around classes that are being read, so that a recursive network ends
   */
  membersOf(className: string, around: readonly string[] = []): DeclaredModule[] {
    const definition = this.classes.get(className);
    if (definition === undefined || around.includes(className)) {
      return [];
    }
    const constructor = methodOf(definition, '__init__', this.#source);
    if (constructor === undefined) {
      const base = (definition.getChild('ArgList')?.getChildren('VariableName') ?? [])
        .map((node) => this.#source.textOf(node))
        .find((name) => this.classes.has(name));
      return base === undefined ? [] : this.membersOf(base, [...around, className]);
    }
    const members = new Map<string, DeclaredModule>();
    for (const [name, value] of this.#assignments(constructor)) {
      const module = this.#moduleOf(name, value, [...around, className]);
      // Branches of an `if` assign the same member.
      if (module !== undefined && !members.has(name)) {
        members.set(name, module);
      }
    }
    return [...members.values()];
  }

  /** `self.name = value` and `self.add_module("name", value)`, in the order of the text. */
  #assignments(constructor: SyntaxNode): [string, SyntaxNode][] {
    const text = (node: SyntaxNode) => this.#source.textOf(node);
    const assigned = descendants(constructor, 'AssignStatement').flatMap(
      (statement): [string, SyntaxNode][] => {
        const member = /^self\.(\w+)$/.exec(text(statement.firstChild!))?.[1];
        return member === undefined ? [] : [[member, statement.lastChild!]];
      },
    );
    const added = descendants(constructor, 'CallExpression').flatMap((call): [string, SyntaxNode][] => {
      const [name, value] = itemsOf(call.getChild('ArgList'));
      const isAdded = /^self\.(add_module|register_module)$/.test(text(call.firstChild!));
      return isAdded && name?.name === 'String' && value ? [[text(name).slice(1, -1), value]] : [];
    });
    return [...assigned, ...added].sort(([, a], [, b]) => a.from - b.from);
  }

  #moduleOf(name: string, value: SyntaxNode, around: readonly string[]): DeclaredModule | undefined {
    if (value.name === 'ConditionalExpression') {
      return this.#moduleOf(name, value.firstChild!, around);
    }
    if (value.name !== 'CallExpression') {
      return undefined;
    }
    const callee = this.#source.textOf(value.firstChild!);
    const type = callee.replace(/^.*\./s, '');
    const isMaker = /^(self\._?|_)?(make|build|get)_\w+$/.test(callee);
    if (!isMaker && !this.#isModuleClass(callee)) {
      return undefined;
    }
    const isContainer = containers.has(type) && this.#imports.isTorchModule(callee);
    const children = isContainer ? this.#childrenOf(value, around) : this.membersOf(callee, around);
    const given = isContainer
      ? ''
      : this.#source.textOf(value.getChild('ArgList')!).slice(1, -1).replace(/\s+/g, ' ').trim();
    return { name, type, arguments: given.replace(/,$/, ''), offset: value.from, children };
  }

  /** A class of the file, or one of another module by the custom of capitals. */
  #isModuleClass(callee: string): boolean {
    return (
      this.classes.has(callee) ||
      this.#imports.isTorchModule(callee) ||
      (/^([\w.]+\.)?[A-Z]\w*[a-z]\w*$/.test(callee) && this.#imports.has(callee))
    );
  }

  /** What stands in `nn.Sequential(…)`, `nn.ModuleList([…])`, `nn.ModuleDict({…})`, as far as it is written out. */
  #childrenOf(call: SyntaxNode, around: readonly string[]): DeclaredModule[] {
    const given = itemsOf(call.getChild('ArgList'));
    const [only] = given;
    if (given.length === 1 && only.name === 'DictionaryExpression') {
      const items = itemsOf(only).filter(({ name }) => name !== ':');
      return pairsOf(items).flatMap(
        ([key, value]) => this.#moduleOf(this.#source.textOf(key).slice(1, -1), value, around) ?? [],
      );
    }
    const list = given.length === 1 && only.name === 'ArrayExpression' ? itemsOf(only) : given;
    return list.flatMap((value, index) => this.#moduleOf(String(index), value, around) ?? []);
  }
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((item, index): [T, T][] =>
    index % 2 === 0 && index + 1 < items.length ? [[item, items[index + 1]]] : [],
  );
}
