import type { GraphBuilder } from '../graph/builder';
import { stringAttribute } from '../graph/attributes';
import { isFloatingPoint } from '../graph/dataType';
import { type Graph, valueOf } from '../graph/graph';
import type { Node, NodeName } from '../graph/node';
import { formatShape, sameShape } from '../graph/shape';
import { formatSpan } from '../graph/sourceSpan';
import { filled } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import { type GradientRule, MissingGradientError } from '../ops/operator';
import { findOperator, operatorOf } from '../ops/registry';

export interface BackwardRequest {
  /** The value that is differentiated, usually a scalar loss; the gradients are those of the sum of its elements. */
  readonly from: ValueName;
  /** Values with respect to which `from` is differentiated. Only nodes between one of these and `from` are visited. */
  readonly wanted: Iterable<ValueName>;
}

/** What {@link addBackward} has added. */
export interface Backward {
  /** ∂from/∂value of the wanted values that `from` depends on; the others have no entry. */
  readonly gradients: ReadonlyMap<ValueName, ValueName>;
  /**
   * The summands of ∂from/∂value, one per use of the value: what flows back through that input of that node.
   * Holds every value between a wanted one and `from`, the wanted ones included.
   */
  readonly contributions: ReadonlyMap<ValueName, readonly Contribution[]>;
}

/** The part of a value's gradient that arrives through one of its uses. */
export interface Contribution {
  readonly node: NodeName;
  readonly input: number;
  readonly gradient: ValueName;
}

/** A node whose gradient cannot be formed. The message is a sentence for the user. */
export class GradientError extends Error {
  override readonly name = 'GradientError';
  constructor(
    message: string,
    readonly node: Node,
  ) {
    super(message);
  }
}

/**
 * Adds the nodes of reverse-mode differentiation (Griewank & Walther 2008, chapter 3) to `builder`, which continues
 * `graph`. Each added node has the origin of the node that it differentiates, with the stage `backward`.
 * @throws GradientError where a node on the way has no gradient rule, or its rule does not know the gradient that is needed.
 */
export function addBackward(
  builder: GraphBuilder,
  graph: Pick<Graph, 'nodes' | 'values'>,
  { from, wanted }: BackwardRequest,
): Backward {
  const targets = new Set(wanted);
  const sensitive = dependents(graph, targets);
  const contributions = new Map<ValueName, Contribution[]>();
  const gradients = new Map<ValueName, ValueName>();
  const originBefore = builder.origin;

  const accumulate = (value: ValueName): ValueName | undefined => {
    const known = gradients.get(value);
    if (known !== undefined) {
      return known;
    }
    const parts = contributions.get(value)?.map(({ gradient }) => gradient);
    const total =
      value === from ? addOnes(builder, from) : parts === undefined ? undefined : addSum(builder, parts);
    if (total !== undefined) {
      gradients.set(value, total);
    }
    return total;
  };

  for (const node of [...graph.nodes].reverse()) {
    if (!node.inputs.some((input) => sensitive.has(input)) || !reaches(node, from, contributions)) {
      continue;
    }
    const rule = gradientRule(node);
    if (rule === undefined) {
      continue;
    }
    builder.origin = { ...node.origin, stage: 'backward' };
    const outputGradients = node.outputs.map((output) => (output === '' ? undefined : accumulate(output)));
    const thunks = placed(node, () => rule({ node, builder, outputGradients, operatorOf }));
    node.inputs.forEach((value, input) => {
      const gradient = sensitive.has(value) ? placed(node, () => thunks[input]?.()) : undefined;
      if (gradient === undefined) {
        return;
      }
      checkGradient(builder, node, value, gradient);
      const contribution: Contribution = { node: node.name, input, gradient };
      const others = contributions.get(value);
      if (others) {
        others.push(contribution);
      } else {
        contributions.set(value, [contribution]);
      }
    });
  }

  // Values without a producer are summed here: nothing upstream has asked for their total.
  for (const value of targets) {
    const first = contributions.get(value)?.[0];
    if (first !== undefined) {
      builder.origin = { ...originOf(graph, first.node), stage: 'backward' };
    }
    accumulate(value);
  }
  builder.origin = originBefore;
  return {
    gradients: new Map([...gradients].filter(([value]) => targets.has(value))),
    contributions,
  };
}

/**
 * The sum of one or more values of one shape: the value itself, Add, or Sum from three on.
 * @throws RangeError where there is none.
 */
export function addSum(builder: GraphBuilder, parts: readonly ValueName[]): ValueName {
  if (parts.length === 0) {
    throw new RangeError('A sum needs at least one summand.');
  }
  return parts.length === 1 ? parts[0] : builder.add(parts.length === 2 ? 'Add' : 'Sum', parts);
}

/**
 * The values that depend on one of `sources` through nodes that let a gradient pass, the sources included.
 * With the trainable parameters as sources these are the values that PyTorch marks `requires_grad`.
 */
export function dependents(
  graph: Pick<Graph, 'nodes' | 'values'>,
  sources: Iterable<ValueName>,
): ReadonlySet<ValueName> {
  const found = new Set<ValueName>();
  for (const source of sources) {
    if (isFloatingPoint(valueOf(graph, source).type)) {
      found.add(source);
    }
  }
  for (const node of graph.nodes) {
    if (!letsGradientPass(node) || !node.inputs.some((input) => found.has(input))) {
      continue;
    }
    for (const output of node.outputs) {
      if (output !== '' && isFloatingPoint(valueOf(graph, output).type)) {
        found.add(output);
      }
    }
  }
  return found;
}

function letsGradientPass(node: Node): boolean {
  if (node.isDetached) {
    return false;
  }
  const gradient = findOperator(node.operator, node.domain)?.gradient;
  return gradient !== 'piecewiseConstant' && gradient !== 'notNumeric';
}

/** Undefined where no gradient flows through the node. @throws GradientError where it has no rule. */
function gradientRule(node: Node): GradientRule | undefined {
  if (node.isDetached) {
    return undefined;
  }
  const gradient = findOperator(node.operator, node.domain)?.gradient;
  if (gradient === undefined) {
    throw new GradientError(
      `Skipline cannot train through ${describe(node)}${place(node)} because it has no gradient for it; ` +
        'replace it or keep it off the way from the parameters to the loss.',
      node,
    );
  }
  return typeof gradient === 'string' ? undefined : gradient;
}

/** Says of a gradient that a rule does not know where the node comes from. */
function placed<Result>(node: Node, differentiate: () => Result): Result {
  try {
    return differentiate();
  } catch (error) {
    throw error instanceof MissingGradientError
      ? new GradientError(error.message.replace(/\.$/, `${place(node)}.`), node)
      : error;
  }
}

/** A function of the user's program by its own name, an operator by ONNX's. */
function describe({ operator, attributes }: Node): string {
  return stringAttribute(attributes, 'function', undefined) ?? `the operator ${operator}`;
}

function place(node: Node): string {
  const [span] = node.origin.spans;
  return span === undefined ? '' : ` (${formatSpan(span)})`;
}

function reaches(node: Node, from: ValueName, contributions: ReadonlyMap<ValueName, unknown>): boolean {
  return node.outputs.some((output) => output === from || contributions.has(output));
}

function addOnes(builder: GraphBuilder, like: ValueName): ValueName {
  const { type, shape } = builder.value(like);
  return builder.constant(filled(type, shape, 1));
}

/** Guards against a faulty gradient rule at the place where it acts. */
function checkGradient(builder: GraphBuilder, node: Node, value: ValueName, gradient: ValueName): void {
  const expected = builder.value(value);
  const actual = builder.value(gradient);
  if (!sameShape(expected.shape, actual.shape) || expected.type !== actual.type) {
    throw new GradientError(
      `The gradient rule of ${node.operator}${place(node)} gives ${actual.type} ${formatShape(actual.shape)} for ` +
        `'${value}', which is ${expected.type} ${formatShape(expected.shape)}.`,
      node,
    );
  }
}

function originOf(graph: Pick<Graph, 'nodes'>, name: NodeName): Node['origin'] {
  return graph.nodes.find((node) => node.name === name)!.origin;
}

/** The contributions to a value's gradient that arrive through uses for which `belongs` holds. */
export function contributionsThrough(
  backward: Backward,
  value: ValueName,
  belongs: (use: Pick<Contribution, 'node' | 'input'>) => boolean,
): ValueName[] {
  return (backward.contributions.get(value) ?? []).filter(belongs).map(({ gradient }) => gradient);
}
