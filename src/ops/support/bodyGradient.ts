import { isFloatingPoint } from '../../graph/dataType';
import type { GraphBuilder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import type { ValueName } from '../../graph/value';
import type { GradientContext, GradientRule } from '../operator';
import { full } from './emit';
import { lazy } from './lazy';

/**
 * Rule of an operator that other operators can spell out: `body` adds those nodes and returns what stands for each of the
 * node's outputs; they are then differentiated one by one, in reverse. The body computes the outputs once more, so this is
 * for operators whose gradient has no short form of its own.
 */
export function bodyGradient(
  body: (builder: GraphBuilder, node: Node) => readonly ValueName[],
): GradientRule {
  return (context) => {
    const { node, builder } = context;
    const gradients = lazy(() => differentiate(context, body));
    return node.inputs.map((input) => {
      if (input === '' || !isFloatingPoint(builder.value(input).type)) {
        return undefined;
      }
      return () => {
        const { type, shape } = builder.value(input);
        return gradients().get(input) ?? full(builder, type, shape, 0);
      };
    });
  };
}

function differentiate(
  { node, builder, outputGradients, operatorOf }: GradientContext,
  body: (builder: GraphBuilder, node: Node) => readonly ValueName[],
): ReadonlyMap<ValueName, ValueName> {
  const before = builder.finish([]).nodes.length;
  const outputs = body(builder, node);
  const nodes = builder.finish([]).nodes.slice(before);
  const parts = new Map<ValueName, ValueName[]>();
  const contribute = (value: ValueName, gradient: ValueName): void => {
    parts.set(value, [...(parts.get(value) ?? []), gradient]);
  };
  outputs.forEach((output, index) => {
    const gradient = outputGradients[index];
    if (gradient !== undefined) {
      contribute(output, gradient);
    }
  });
  const sensitive = dependents(node.inputs, nodes, operatorOf, builder);
  const total = (value: ValueName): ValueName | undefined =>
    parts.get(value)?.reduce((sum, part) => builder.add('Add', [sum, part]));
  for (const inner of nodes.reverse()) {
    const { gradient } = operatorOf(inner);
    const reached = inner.outputs.map(total);
    if (typeof gradient !== 'function' || reached.every((value) => value === undefined)) {
      continue;
    }
    const thunks = gradient({ node: inner, builder, outputGradients: reached, operatorOf });
    inner.inputs.forEach((input, index) => {
      const part = sensitive.has(input) ? thunks[index]?.() : undefined;
      if (part !== undefined) {
        contribute(input, part);
      }
    });
  }
  return new Map(
    node.inputs.flatMap((input) => {
      const gradient = total(input);
      return gradient === undefined ? [] : [[input, gradient]];
    }),
  );
}

/** The inputs and what depends on them through nodes that let a gradient pass. */
function dependents(
  inputs: readonly ValueName[],
  nodes: readonly Node[],
  operatorOf: GradientContext['operatorOf'],
  builder: GraphBuilder,
): ReadonlySet<ValueName> {
  const isDifferentiable = (value: ValueName) => value !== '' && isFloatingPoint(builder.value(value).type);
  const found = new Set(inputs.filter(isDifferentiable));
  for (const node of nodes) {
    const passes = typeof operatorOf(node).gradient !== 'string';
    if (passes && node.inputs.some((input) => found.has(input))) {
      node.outputs.filter(isDifferentiable).forEach((output) => found.add(output));
    }
  }
  return found;
}
