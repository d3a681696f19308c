import type { SyntaxNode } from '@lezer/common';
import { parameterNames } from '../outlineSignatures';
import { argumentFor } from './callArguments';
import { valueOf, type Instance } from './plainValues';
import { descendants, type PythonSource } from './pythonSource';
import { layerParameters } from './layerParameters';

/** What a number is for: it decides which of several names of the same value is meant. */
export type Role = 'in' | 'out' | 'stride';

/** An expression in terms of the constructor's own names. */
export interface Named {
  readonly text: string;
  /** Its value in another instance of the class. */
  readonly valueIn: (instance: Instance) => number | undefined;
}

/** How authors of networks call these parameters. */
const customary: Record<Role, RegExp> = {
  in: /^(in|inp|input|c1|ch_in|cin|nin|prev)|(_|^)in($|_|(?=put|chan|plan|dim))|inplanes/i,
  out: /^(out|oup|output|c2|ch_out|cout|nout|planes|filters|width)|(_|^)out($|_|(?=put|chan|plan|dim))/i,
  stride: /stride|downsampl|reduction/i,
};

/**
 * Expressions of a constructor that have a value in this instance, the most fitting first: what its layers are given in
 * the same role, then its parameters by their customary names.
 */
export function namesFor(
  value: number,
  role: Role,
  constructor: SyntaxNode,
  source: PythonSource,
  instance: Instance,
): Named[] {
  const found = new Map<string, { node: SyntaxNode; fitness: number }>();
  const consider = (node: SyntaxNode, fitness: number) => {
    const text = source.textOf(node);
    const before = found.get(text)?.fitness ?? -1;
    if (node.name !== 'Number' && fitness > before && valueOf(node, source, instance) === value) {
      found.set(text, { node, fitness });
    }
  };
  for (const call of descendants(constructor, 'CallExpression')) {
    for (const [asRole, parameter] of roleParameters(call, source)) {
      const argument = argumentFor(call, parameter, source);
      if (argument !== undefined && (asRole === role || role !== 'stride')) {
        consider(argument.value, asRole === role ? 2 : 0);
      }
    }
  }
  for (const name of parameterNames(constructor)) {
    if (customary[role].test(source.textOf(name))) {
      consider(name, 1);
    } else if (role !== 'stride') {
      consider(name, 0);
    }
  }
  return [...found]
    .sort(([, a], [, b]) => b.fitness - a.fitness)
    .map(([text, { node }]) => ({ text, valueIn: (other) => valueOf(node, source, other) }));
}

function roleParameters(call: SyntaxNode, source: PythonSource) {
  const type = source.textOf(call.firstChild!).replace(/^.*\./, '');
  const { features, outputs, stride } = layerParameters[type] ?? {};
  return [
    ...(features ? [['in', features] as const] : []),
    ...(outputs ? [['out', outputs] as const] : []),
    ...(stride ? [['stride', stride] as const] : []),
  ];
}
