import type { GraphBuilder } from '../graph/builder';
import type { Draw } from '../graph/draw';
import type { Attributes, Node } from '../graph/node';
import type { Tensor } from '../graph/tensor';
import type { Value, ValueName, ValueType } from '../graph/value';

/** Everything Skipline knows of one ONNX operator. One file under `src/ops/` holds one of these. */
export interface Operator {
  /** ONNX's name, for example `Conv`. */
  readonly name: string;
  /** ONNX domain; left out for ONNX's own operators. */
  readonly domain?: string;
  /** First version of ONNX's operator set that has it, where that is later than the one that the project speaks. */
  readonly since?: number;
  /** Types and shapes of the outputs. @throws ShapeError in the terms of the operator's inputs. */
  infer(context: InferContext): readonly ValueType[];
  /** Reference computation in float64. The shapes have been checked by `infer`. */
  evaluate(context: EvaluateContext): readonly Tensor[];
  /** How to differentiate it, as a rewrite into more nodes; left out where that is not known. */
  readonly gradient?: GradientRule | NotDifferentiable;
  /** For an operator that ONNX does not have, or whose kernels are slow: the same in operators that it has. */
  readonly expand?: ExpandRule;
  /** For an operator that draws random numbers, so that it gives something else at every run: the same of numbers given. */
  readonly draw?: DrawRule;
  /** Multiply-accumulates; left out where the operator has none by the project's definition (see {@link Cost}). */
  cost?(context: InferContext): Cost;
}

/** What a node looks like before it is computed. */
export interface InferContext {
  readonly operator: string;
  /** Undefined where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly outputCount: number;
}

export interface EvaluateContext {
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: Attributes;
  /** What `infer` said of the outputs. */
  readonly outputTypes: readonly ValueType[];
  /** Standard uniform numbers, for the operators that draw (Dropout, RandomUniformLike). */
  random(): number;
}

/** Multiply-accumulates of Conv, ConvTranspose, Gemm and MatMul, counted as torchvision counts its `_ops`. */
export interface Cost {
  readonly macs: number;
}

/** No gradient flows through: `piecewiseConstant` ones (Sign, Greater) have gradient zero, `notNumeric` ones none at all. */
export type NotDifferentiable = 'piecewiseConstant' | 'notNumeric';

/**
 * The vector-Jacobian product of an operator, as nodes.
 * One entry per input of the node: a thunk that adds the nodes of that input's gradient and returns its value, or
 * undefined where that input has none. Thunks are called only for gradients that are needed, so each should add just
 * the nodes it needs; nodes shared by several belong in a memoised helper.
 */
export type GradientRule = (context: GradientContext) => readonly ((() => ValueName) | undefined)[];

export interface GradientContext {
  readonly node: Node;
  /** Shapes and constants are read from here, nodes added here; their origin is set already. */
  readonly builder: GraphBuilder;
  /** ∂loss/∂output for each output; undefined where none reaches it. At least one is defined. */
  readonly outputGradients: readonly (ValueName | undefined)[];
  /** The record of another node's operator, for rules that add nodes and differentiate those. */
  readonly operatorOf: (node: Pick<Node, 'operator' | 'domain'>) => Operator;
}

/**
 * A random operator as nodes that read their random numbers from an input, so that they can be drawn as PyTorch draws
 * them. @returns the values that take the place of the node's outputs; undefined where the node draws nothing.
 */
export type DrawRule = (context: DrawContext) => readonly ValueName[] | undefined;

export interface DrawContext {
  readonly node: Node;
  readonly builder: GraphBuilder;
  /** Adds an input that holds such numbers. */
  readonly numbers: (draw: Draw, type: ValueType) => ValueName;
}

/**
 * Adds the nodes that stand for `node`, and gives the values that stand for its outputs; undefined where it is best left as
 * it is. A runtime that has a faster way may take that instead.
 */
export type ExpandRule = (context: ExpandContext) => readonly ValueName[] | undefined;

export interface ExpandContext {
  readonly node: Pick<Node, 'inputs' | 'outputs' | 'attributes'>;
  readonly builder: GraphBuilder;
}

/** Two shapes, types or attributes disagree. The message is a sentence that quotes them. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** A gradient that is undefined, or that the rule of an operator does not know. The message is a sentence that says which. */
export class MissingGradientError extends Error {
  override readonly name = 'MissingGradientError';
}
