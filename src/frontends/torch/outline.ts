import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { descendants } from './fixes/pythonSource';
import { ImportTable } from './outlineImports';
import { requiredParameters, returnedNames } from './outlineSignatures';

/** What a Python file offers to trace, found without running it and in broken text too. */
export interface Outline {
  /** In source order. */
  readonly declarations: readonly Declaration[];
  /** The magic comments, `# skipline: ResNet(depth=20) input=1x3x32x32`: they give arguments to the models they name. */
  readonly annotations: readonly Annotation[];
}

export interface Declaration {
  readonly kind: 'class' | 'factory' | 'instance';
  readonly name: string;
  /** Line of the statement with its decorators, from 1. */
  readonly line: number;
  /** The name in the statement. Lines and columns from 1, columns in UTF-16 units, end exclusive. */
  readonly nameSpan: TextSpan;
  /** Parameters without a default: a declaration that has some cannot be traced by itself. */
  readonly requiredParameters: readonly string[];
  /** Other classes and factories of the file that mention this class. */
  readonly usedBy: readonly string[];
}

export interface TextSpan {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Annotation {
  readonly line: number;
  /** Absent where the comment gives the input only. */
  readonly name?: string;
}

/**
 * True where the declaration can be traced on its own: nobody has to say its arguments, a comment says them, or they are
 * assumed, which is done for a class that no other one is made of.
 */
export function isTraceable(outline: Outline, declaration: Declaration): boolean {
  return (
    declaration.requiredParameters.length === 0 ||
    (declaration.kind === 'class' && declaration.usedBy.length === 0) ||
    outline.annotations.some(({ name }) => name === declaration.name)
  );
}

/**
 * The statements of the module. An unclosed bracket swallows what follows it, so in a text with errors each `class` and
 * `def` at the start of a line that got lost is parsed by itself.
 */
function topLevelStatements(text: string, tree: Tree): SyntaxNode[] {
  const statements: SyntaxNode[] = [];
  let lastError = -1;
  tree.iterate({
    enter: (node) => {
      lastError = node.type.isError ? node.from : lastError;
    },
  });
  for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling) {
    statements.push(node);
  }
  if (lastError < 0) {
    return statements;
  }
  const known = new Set(
    statements.map((node) => (node.name === 'DecoratedStatement' ? node.lastChild!.from : node.from)),
  );
  const heads = [...text.matchAll(/^(?:class|def|async[ \t]+def)[ \t]+\w/gm)].map((match) => match.index);
  heads.forEach((start, index) => {
    if (!known.has(start)) {
      // Line breaks in front keep the offsets.
      const segment = '\n'.repeat(start) + text.slice(start, heads[index + 1]);
      const lost = parser.parse(segment).topNode.firstChild;
      if (lost) {
        statements.push(lost);
      }
    }
  });
  return statements;
}

interface ClassFacts {
  readonly node: SyntaxNode;
  readonly bases: readonly string[];
  readonly hasForward: boolean;
  readonly constructor: SyntaxNode | undefined;
}

/** The outline of a text from its syntax tree. */
export function outlineFromTree(text: string, tree: Tree): Outline {
  const position = positionsOf(text);
  const imports = new ImportTable();
  const classes = new Map<string, ClassFacts>();
  const functions = new Map<string, SyntaxNode>();
  const instances = new Map<string, { node: SyntaxNode; callee: string }>();
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to);

  for (const node of topLevelStatements(text, tree)) {
    const statement = node.name === 'DecoratedStatement' ? (node.lastChild ?? node) : node;
    const name = statement.getChild('VariableName');
    if (statement.name === 'ImportStatement') {
      imports.add(statement, text);
    } else if (statement.name === 'ClassDefinition' && name) {
      classes.set(textOf(name), classFacts(statement, textOf));
    } else if (statement.name === 'FunctionDefinition' && name) {
      functions.set(textOf(name), statement);
    } else if (statement.name === 'AssignStatement' && name?.from === statement.from) {
      const callee = statement.lastChild?.name === 'CallExpression' ? statement.lastChild.firstChild : null;
      if (callee) {
        instances.set(textOf(name), { node: statement, callee: textOf(callee) });
      }
    }
  }

  const models = moduleClasses(classes, imports);
  const factories = moduleFactories(functions, models, textOf);
  const users = new Map([
    ...[...models].map((name) => [name, namesIn(classes.get(name)!.node, textOf)] as const),
    ...[...factories].map((name) => [name, namesIn(functions.get(name)!, textOf)] as const),
  ]);
  const declare = (kind: Declaration['kind'], name: string, node: SyntaxNode): Declaration => {
    const statement = node.parent?.name === 'DecoratedStatement' ? node.parent : node;
    const nameNode = node.getChild('VariableName')!;
    const required =
      kind === 'class'
        ? constructorParameters(name, classes, textOf).slice(1)
        : kind === 'factory'
          ? requiredParameters(node, textOf)
          : [];
    return {
      kind,
      name,
      line: position(statement.from).line,
      nameSpan: spanOf(nameNode, position),
      requiredParameters: required,
      usedBy:
        kind === 'class'
          ? [...users].flatMap(([user, names]) => (user !== name && names.has(name) ? [user] : []))
          : [],
    };
  };

  const declarations = [
    ...[...models].map((name) => declare('class', name, classes.get(name)!.node)),
    ...[...factories].map((name) => declare('factory', name, functions.get(name)!)),
    ...[...instances]
      .filter(
        ([, { callee }]) => models.has(callee) || factories.has(callee) || imports.isTorchModule(callee),
      )
      .map(([name, { node }]) => declare('instance', name, node)),
  ].sort((a, b) => a.line - b.line);
  return { declarations, annotations: annotationsOf(text, position) };
}

function classFacts(node: SyntaxNode, textOf: (node: SyntaxNode) => string): ClassFacts {
  const bases = (node.getChild('ArgList')?.getChildren('VariableName') ?? [])
    .filter((base) => base.nextSibling?.name !== 'AssignOp' && base.prevSibling?.name !== 'AssignOp')
    .concat(node.getChild('ArgList')?.getChildren('MemberExpression') ?? [])
    .map(textOf);
  let hasForward = false;
  let constructor: SyntaxNode | undefined;
  for (let member = node.getChild('Body')?.firstChild; member; member = member.nextSibling) {
    const definition = member.name === 'DecoratedStatement' ? member.lastChild : member;
    const name = definition?.name === 'FunctionDefinition' ? definition.getChild('VariableName') : null;
    if (definition && name) {
      hasForward ||= textOf(name) === 'forward';
      constructor = textOf(name) === '__init__' ? definition : constructor;
    }
  }
  return { node, bases, hasForward, constructor };
}

/**
 * Classes that derive from something of `torch.nn`, directly or through other classes of the file. A class that derives
 * from an imported class of unknown nature counts where it defines `forward`.
 */
function moduleClasses(classes: ReadonlyMap<string, ClassFacts>, imports: ImportTable): Set<string> {
  const models = new Set<string>();
  for (let before = -1; before !== models.size;) {
    before = models.size;
    for (const [name, { bases, hasForward }] of classes) {
      const derives = bases.some(
        (base) =>
          models.has(base) ||
          imports.isTorchModule(base) ||
          (hasForward && !classes.has(base) && imports.has(base)),
      );
      if (derives) {
        models.add(name);
      }
    }
  }
  return models;
}

/** Module-level functions that are declared to return a model class of the file, or visibly return one. */
function moduleFactories(
  functions: ReadonlyMap<string, SyntaxNode>,
  models: ReadonlySet<string>,
  textOf: (node: SyntaxNode) => string,
): Set<string> {
  const factories = new Set<string>();
  const returned = new Map([...functions].map(([name, node]) => [name, returnedNames(node, textOf)]));
  for (let before = -1; before !== factories.size;) {
    before = factories.size;
    for (const [name, node] of functions) {
      const annotation = node.getChild('TypeDef');
      const declared = annotation ? textOf(annotation).replace(/^->\s*|["']/g, '') : '';
      const callees = returned.get(name) ?? [];
      if (models.has(declared) || callees.some((callee) => models.has(callee) || factories.has(callee))) {
        factories.add(name);
      }
    }
  }
  return factories;
}

/** Parameters of the constructor that counts, its own or one inherited inside the file, with `self`. */
function constructorParameters(
  name: string,
  classes: ReadonlyMap<string, ClassFacts>,
  textOf: (node: SyntaxNode) => string,
): readonly string[] {
  const seen = new Set<string>();
  let facts = classes.get(name);
  while (facts && !facts.constructor) {
    const base = facts.bases.find((candidate) => classes.has(candidate) && !seen.has(candidate));
    if (base === undefined) {
      return [];
    }
    seen.add(base);
    facts = classes.get(base);
  }
  return facts?.constructor ? requiredParameters(facts.constructor, textOf) : [];
}

/** Every name that a class or function mentions. */
function namesIn(definition: SyntaxNode, textOf: (node: SyntaxNode) => string): ReadonlySet<string> {
  return new Set(descendants(definition, 'VariableName').map(textOf));
}

function annotationsOf(text: string, position: (offset: number) => Position): Annotation[] {
  const comments = text.matchAll(/^[ \t]*#[ \t]*skipline:[ \t]*([A-Za-z_]\w*)?(?=[ \t(]|$)/gm);
  return [...comments].map(({ index, 1: name }) => {
    const { line } = position(index);
    return name === undefined ? { line } : { line, name };
  });
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function positionsOf(text: string): (offset: number) => Position {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
    starts.push(index + 1);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  };
}

function spanOf(node: SyntaxNode, position: (offset: number) => Position): TextSpan {
  const start = position(node.from);
  const end = position(node.to);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
