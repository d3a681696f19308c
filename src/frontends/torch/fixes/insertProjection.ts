import type { SyntaxNode } from '@lezer/common';
import type { FailedModel, Fix, TextEdit } from './fix';
import { failedMerge, type FailedMerge, type MergeSide } from './merge';
import {
  childrenOf,
  describeProjection,
  projectionBetween,
  writeProjection,
  type WrittenProjection,
} from './projection';
import { descendants, enclosing, methodOf, statementsOf, type PythonSource } from './pythonSource';
import { torchName } from './torchNames';

const memberNames = ['shortcut', 'projection', 'shortcut_projection'];

/**
 * A merge whose sides disagree: a projection on the side that looks like the shortcut, made in the constructor and
 * applied where the sides meet. A shortcut that is there but does nothing yet becomes the projection.
 */
export function insertProjection(model: FailedModel): Fix[] {
  const merge = failedMerge(model);
  const definition = merge && enclosing(merge.method, 'ClassDefinition');
  const constructor = definition && methodOf(definition, '__init__', merge.source);
  if (!constructor) {
    return [];
  }
  const [first, second] = merge.sides;
  return [
    ...projectionsOf(model, merge, definition, constructor, first, second),
    ...projectionsOf(model, merge, definition, constructor, second, first),
  ];
}

function projectionsOf(
  model: FailedModel,
  merge: FailedMerge,
  definition: SyntaxNode,
  constructor: SyntaxNode,
  side: MergeSide,
  other: MergeSide,
): Fix[] {
  const { source, freeAxis } = merge;
  const target = other.shape.map((extent, axis) => (axis === freeAxis ? side.shape[axis] : extent));
  const children = childrenOf(model, merge);
  const projection = projectionBetween(side.shape, target, children);
  if (projection === undefined) {
    return [];
  }
  const idle = side.module === undefined ? undefined : idleShortcut(model, side.module, source);
  if (side.module !== undefined && idle === undefined) {
    // A layer of its own that gives the wrong shape is to be corrected, not wrapped.
    return [];
  }
  const title = describeProjection(projection);
  return writeProjection(projection, merge, constructor, children).map((written): Fix => ({
    title: idle ? `Replace ${source.textOf(idle)} by a ${title}` : `Insert a ${title}`,
    file: source.file,
    edits: idle
      ? [replacement(idle, written, constructor, source)]
      : insertion(written, side, definition, constructor, source),
    purpose: 'projection',
    mayUncoverMore: true,
  }));
}

/** The constructor call of a module that hands its input on: `nn.Identity()`, `nn.Sequential()`. */
function idleShortcut({ modules }: FailedModel, path: string, source: PythonSource): SyntaxNode | undefined {
  const module = modules.get(path);
  const isIdle =
    module?.type === 'Identity' || (module?.type === 'Sequential' && !modules.has(`${module.path}.0`));
  return isIdle && module.source ? source.callAt(module.source) : undefined;
}

function replacement(
  call: SyntaxNode,
  written: WrittenProjection,
  constructor: SyntaxNode,
  source: PythonSource,
): TextEdit {
  const indentation = source.indentationAt(call.from);
  const text = laidOut(written.lines, indentation, indentUnit(constructor, source));
  if (written.condition === undefined) {
    return { from: call.from, to: call.to, text };
  }
  // As an expression, because the call may stand anywhere.
  const whole = `${text} if ${written.condition} else ${source.textOf(call)}`;
  return { from: call.from, to: call.to, text: whole };
}

function insertion(
  written: WrittenProjection,
  { expression }: MergeSide,
  definition: SyntaxNode,
  constructor: SyntaxNode,
  source: PythonSource,
): TextEdit[] {
  const name = freeName(definition, source);
  const anchor = lastModuleStatement(constructor, source);
  const indentation = source.indentationAt(anchor.from);
  const unit = indentUnit(constructor, source);
  const assignment = (at: string) => `${at}self.${name} = ${laidOut(written.lines, at, unit)}`;
  const text =
    written.condition === undefined
      ? assignment(indentation)
      : [
          `${indentation}if ${written.condition}:`,
          assignment(indentation + unit),
          `${indentation}else:`,
          `${indentation}${unit}self.${name} = ${torchName('Identity', source)}()`,
        ].join('\n');
  // Behind a comment that speaks of the anchor.
  const end = source.endOfLine(anchor.to);
  return [
    { from: end, to: end, text: `\n${text}` },
    { from: expression.from, to: expression.from, text: `self.${name}(` },
    { from: expression.to, to: expression.to, text: ')' },
  ];
}

function freeName(definition: SyntaxNode, source: PythonSource): string {
  const taken = new Set(
    ['VariableName', 'PropertyName'].flatMap((kind) =>
      descendants(definition, kind).map((node) => source.textOf(node)),
    ),
  );
  const isFree = (name: string) => !taken.has(name);
  const numbered = Array.from({ length: 100 }, (_, index) => `shortcut${index + 2}`);
  return [...memberNames, ...numbered].find(isFree) ?? 'inserted_shortcut';
}

/**
 * The last statement in a row of the constructor that assigns a member: the new one belongs beside the others, and in
 * front of what loops over them.
 */
function lastModuleStatement(constructor: SyntaxNode, source: PythonSource): SyntaxNode {
  const statements = statementsOf(constructor);
  const assigns = (statement: SyntaxNode) =>
    statement.name === 'AssignStatement' && source.textOf(statement).startsWith('self.');
  return statements.filter(assigns).at(-1) ?? statements.at(-1)!;
}

/** Lines with a tab in front are indented once. */
function laidOut(lines: readonly string[], indentation: string, unit: string): string {
  return lines
    .map((line, index) => (index === 0 ? line : indentation + line.replace(/^\t/, unit)))
    .join('\n');
}

/** One level of indentation, as the constructor has it. */
function indentUnit(constructor: SyntaxNode, source: PythonSource): string {
  const outer = source.indentationAt(constructor.from);
  const inner = source.indentationAt(statementsOf(constructor)[0].from);
  return inner.startsWith(outer) && inner !== outer ? inner.slice(outer.length) : '    ';
}
