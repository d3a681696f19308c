import { formatShape, rowMajorStrides, type Shape } from '../../graph/shape';
import { ShapeError } from '../operator';

/** An Einsum equation with one letter for each axis; ellipses are replaced by letters that it does not use. */
export interface Equation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** Extent of every label, in the order of first appearance. */
  readonly extents: ReadonlyMap<string, number>;
}

const alphabet = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** @throws ShapeError where the equation and the shapes disagree. */
export function parseEquation(equation: string, shapes: readonly Shape[]): Equation {
  const [left, right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  const refuse = () =>
    new ShapeError(
      `Einsum '${equation}' does not fit the shapes ${shapes.map((shape) => formatShape(shape)).join(' and ')}.`,
    );
  if (terms.length !== shapes.length) {
    throw refuse();
  }
  const spare = alphabet.filter((letter) => !equation.includes(letter));
  const hidden = shapes.map((shape, index) => shape.length - terms[index].replace('...', '').length);
  const widest = Math.max(0, ...terms.map((term, index) => (term.includes('...') ? hidden[index] : 0)));
  const ellipsis = spare.slice(0, widest);
  const inputs = terms.map((term, index) => {
    if (hidden[index] < 0 || (hidden[index] > 0 && !term.includes('...'))) {
      throw refuse();
    }
    return expandTerm(term, ellipsis.slice(widest - hidden[index]));
  });
  const extents = new Map<string, number>();
  inputs.forEach((labels, index) => {
    labels.forEach((label, axis) => {
      const extent = shapes[index][axis];
      const known = extents.get(label) ?? 1;
      if (known !== 1 && extent !== 1 && known !== extent) {
        throw refuse();
      }
      extents.set(label, Math.max(known, extent));
    });
  });
  const output = right === undefined ? implicitOutput(inputs, ellipsis) : expandTerm(right, ellipsis);
  if (output.some((label) => !extents.has(label))) {
    throw refuse();
  }
  return { inputs, output, extents };
}

function expandTerm(term: string, ellipsis: readonly string[]): string[] {
  const [before, after] = term.split('...');
  return after === undefined
    ? Array.from(before)
    : [...Array.from(before), ...ellipsis, ...Array.from(after)];
}

/** The ellipsis, then the labels that appear once, in alphabetical order. */
function implicitOutput(inputs: readonly (readonly string[])[], ellipsis: readonly string[]): string[] {
  const all = inputs.flat().filter((label) => !ellipsis.includes(label));
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsis, ...once.sort()];
}

/** Step in an operand's elements for one step of each of the given labels; 0 where it does not have or repeats it. */
export function labelStrides(own: readonly string[], shape: Shape, labels: readonly string[]): number[] {
  const strides = rowMajorStrides(shape);
  return labels.map((label) =>
    own.reduce(
      (sum, candidate, axis) => sum + (candidate === label && shape[axis] !== 1 ? strides[axis] : 0),
      0,
    ),
  );
}

/** A letter that no subscript uses. @throws ShapeError where all are in use. */
export function freshLabel(used: ReadonlySet<string>, alsoUsed: readonly string[]): string {
  const letter = alphabet.find((candidate) => !used.has(candidate) && !alsoUsed.includes(candidate));
  if (letter === undefined) {
    throw new ShapeError('An Einsum equation cannot name more than 52 axes.');
  }
  return letter;
}
