import type { SyntaxNode } from '@lezer/common';
import type { ModulePath } from '../../../graph/module';
import type { Shape } from '../../../graph/shape';
import type { FailureFrame } from '../../../graph/trace';
import { parameterNames } from '../outlineSignatures';
import { itemsOf } from '../syntaxParts';
import { argumentsOf } from './callArguments';
import type { FailedModel } from './fix';
import { descendants, enclosing, type PythonSource } from './pythonSource';

/** Two tensors that were to be joined, in a method of a module. */
export interface FailedMerge {
  readonly source: PythonSource;
  readonly frame: FailureFrame;
  readonly method: SyntaxNode;
  /** The side that looks like the shortcut first. */
  readonly sides: readonly [MergeSide, MergeSide];
  /** The axis of a concatenation, whose extents may differ. */
  readonly freeAxis?: number;
}

export interface MergeSide {
  readonly expression: SyntaxNode;
  readonly shape: Shape;
  /** The module whose output it is: `self.shortcut(x)`. */
  readonly module?: ModulePath;
}

const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Sum']);

/** The merge that failed, undefined where something else did or where it stands outside of a module's method. */
export function failedMerge(model: FailedModel): FailedMerge | undefined {
  const { detail, place } = model;
  const source = model.source(place.file);
  const frame = detail.frames[0];
  const node = source?.nodeAt(place);
  const method = node && enclosing(node, 'FunctionDefinition');
  const isConcatenation = detail.operator === 'Concat';
  if (!source || !frame || !method || !(isConcatenation || elementwise.has(detail.operator ?? ''))) {
    return undefined;
  }
  const expressions = operandsOf(node, source, isConcatenation);
  const shapes = detail.shapes ?? [];
  if (expressions.length !== shapes.length || expressions.length < 2) {
    return undefined;
  }
  const sides = expressions.map((expression, index): MergeSide => {
    const member = calledMember(expression, source);
    const module = member === undefined ? {} : { module: joined(frame.module, member) };
    return { expression, shape: shapes[index], ...module };
  });
  const freeAxis = isConcatenation ? concatenationAxis(node, source, shapes[0].length) : undefined;
  const pair = disagreeing(sides, freeAxis);
  if (pair === undefined) {
    return undefined;
  }
  const likeness = (side: MergeSide) => shortcutLikeness(side.expression, method, source);
  const [first, second] = pair;
  return {
    source,
    frame,
    method,
    sides: likeness(second) >= likeness(first) ? [second, first] : [first, second],
    ...(freeAxis !== undefined && { freeAxis }),
  };
}

export function joined(path: ModulePath, name: string): ModulePath {
  return path === '' ? name : `${path}.${name}`;
}

/** `a + b`, `a += b`, `torch.add(a, b)`, `a.add(b)`, `torch.cat([a, b], 1)`. */
function operandsOf(node: SyntaxNode, source: PythonSource, isConcatenation: boolean): SyntaxNode[] {
  if (node.name === 'BinaryExpression' || node.name === 'UpdateStatement') {
    return [node.firstChild!, node.lastChild!];
  }
  if (node.name !== 'CallExpression') {
    return [];
  }
  const given = (argumentsOf(node, source) ?? []).map(({ value }) => value);
  if (isConcatenation) {
    const [list] = given;
    return list && ['ArrayExpression', 'TupleExpression'].includes(list.name) ? itemsOf(list) : [];
  }
  const callee = node.firstChild!;
  const isFunction = /^(torch|F)\b/.test(source.textOf(callee));
  return isFunction || callee.name !== 'MemberExpression'
    ? given.slice(0, 2)
    : [callee.firstChild!, ...given.slice(0, 1)];
}

function concatenationAxis(call: SyntaxNode, source: PythonSource, rank: number): number {
  const given = argumentsOf(call, source) ?? [];
  const axis = given.find(({ name }) => name === 'dim' || name === 'axis') ?? given[1];
  const value = axis ? Number(source.textOf(axis.value)) : 0;
  return value < 0 ? value + rank : value;
}

/** The first side and the first other one whose shape does not go with it. */
function disagreeing(
  sides: readonly MergeSide[],
  freeAxis: number | undefined,
): readonly [MergeSide, MergeSide] | undefined {
  const [first, ...rest] = sides;
  const other = rest.find(
    ({ shape }) =>
      shape.length !== first.shape.length ||
      shape.some((extent, axis) => axis !== freeAxis && extent !== first.shape[axis]),
  );
  return other && [first, other];
}

/** `shortcut` of `self.shortcut(x)`. */
function calledMember(expression: SyntaxNode, source: PythonSource): string | undefined {
  return expression.name === 'CallExpression'
    ? /^self\.([\w.]+)$/.exec(source.textOf(expression.firstChild!))?.[1]
    : undefined;
}

const shortcutWords = /short|skip|ident|resid|down|proj|input/i;

/** 3 for the input of the method, 2 for a name that was assigned from it, 1 for a name that says so. */
function shortcutLikeness(expression: SyntaxNode, method: SyntaxNode, source: PythonSource): number {
  const text = source.textOf(expression);
  const parameters = parameterNames(method).map((name) => source.textOf(name));
  if (parameters.includes(text)) {
    return 3;
  }
  const isInput = descendants(method, 'AssignStatement').some((statement) => {
    const [target, value] = [statement.firstChild!, statement.lastChild!];
    return source.textOf(target) === text && parameters.includes(source.textOf(value));
  });
  return isInput ? 2 : shortcutWords.test(text) ? 1 : 0;
}
