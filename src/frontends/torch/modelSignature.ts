import type { SyntaxNode } from '@lezer/common';
import { enclosing, methodOf, PythonSource } from './fixes/pythonSource';
import { defaultOf, parameterNames } from './outlineSignatures';
import { partsOf } from './syntaxParts';

/** What a call of a model class or factory function can be given. */
export interface ModelSignature {
  readonly parameters: readonly ModelParameter[];
  /** True where it takes further keywords, or arguments whose names only the base class knows. */
  readonly isOpen: boolean;
}

export interface ModelParameter {
  readonly name: string;
  /** The expression; absent for a parameter that a call has to give. */
  readonly default?: string;
}

/** The signature of a class or function of a file, constructors of base classes in the file included. */
export function signatureOf(text: string, name: string): ModelSignature {
  const source = new PythonSource('', text);
  const definitions = new Map<string, SyntaxNode>();
  for (let node = source.tree.topNode.firstChild; node; node = node.nextSibling) {
    const definition = node.name === 'DecoratedStatement' ? node.lastChild! : node;
    const defined = definition.getChild('VariableName');
    if (defined && ['ClassDefinition', 'FunctionDefinition'].includes(definition.name)) {
      definitions.set(source.textOf(defined), definition);
    }
  }
  const callable = constructorOf(name, definitions, source);
  return callable === undefined
    ? { parameters: [], isOpen: true }
    : { parameters: parametersOf(callable, source), isOpen: hasStars(callable) };
}

function constructorOf(
  name: string,
  definitions: ReadonlyMap<string, SyntaxNode>,
  source: PythonSource,
): SyntaxNode | undefined {
  const seen = new Set<string>();
  for (let current: string | undefined = name; current !== undefined && !seen.has(current);) {
    seen.add(current);
    const definition = definitions.get(current);
    if (definition?.name !== 'ClassDefinition') {
      return definition;
    }
    const own = methodOf(definition, '__init__', source);
    if (own) {
      return own;
    }
    const bases = (definition.getChild('ArgList')?.getChildren('VariableName') ?? []).map((base) =>
      source.textOf(base),
    );
    current = bases.find((base) => definitions.has(base));
  }
  return undefined;
}

function parametersOf(callable: SyntaxNode, source: PythonSource): ModelParameter[] {
  const isMethod = enclosing(callable.parent!, 'ClassDefinition') !== undefined;
  return parameterNames(callable)
    .slice(isMethod ? 1 : 0)
    .map((node) => {
      const value = defaultOf(node);
      return { name: source.textOf(node), ...(value && { default: source.textOf(value) }) };
    });
}

/** `*args` and `**kwargs`, but not the bare star in front of keywords. */
function hasStars(callable: SyntaxNode): boolean {
  return partsOf(callable.getChild('ParamList')).some(
    ({ name }, index, parts) =>
      name === '**' || (name === '*' && parts.at(index + 1)?.name === 'VariableName'),
  );
}

/** Sentence that says what is wrong with `depth=20, width=4`; undefined where nothing is. */
export function problemOfArguments(text: string, { parameters, isOpen }: ModelSignature): string | undefined {
  const source = new PythonSource('', `f(${text})`);
  const call = source.tree.topNode.firstChild?.firstChild;
  let hasError = call?.name !== 'CallExpression' || call.to !== source.text.length;
  source.tree.iterate({
    enter: ({ type, node }) => {
      hasError ||= type.isError && node.parent !== null;
    },
  });
  if (hasError || !call) {
    return 'Write arguments as in Python: depth=20, option="A".';
  }
  const given: string[] = [];
  let positional = 0;
  for (let node = call.getChild('ArgList')?.firstChild; node; node = node.nextSibling) {
    if (node.nextSibling?.name === 'AssignOp') {
      const name = source.textOf(node);
      if (!isOpen && !parameters.some((parameter) => parameter.name === name)) {
        return `There is no parameter ${name}; there are: ${parameters.map((one) => one.name).join(', ') || 'none'}.`;
      }
      if (given.includes(name)) {
        return `${name} is given twice.`;
      }
      given.push(name);
      node = node.nextSibling.nextSibling!;
    } else if (!['(', ')', ','].includes(node.name)) {
      if (given.length > 0) {
        return 'Arguments without a name come first.';
      }
      positional += 1;
    }
  }
  if (!isOpen && positional > parameters.length) {
    return parameters.length === 1
      ? 'Only one argument can be given.'
      : `At most ${parameters.length} arguments can be given.`;
  }
  const missing = parameters
    .filter((parameter, index) => parameter.default === undefined && index >= positional)
    .map(({ name }) => name)
    .filter((name) => !given.includes(name));
  return missing.length > 0 ? `Still needed: ${missing.join(', ')}.` : undefined;
}
