import { type Graph, valueOf } from '../graph/graph';
import type { Node } from '../graph/node';
import { formatShape, sameShape } from '../graph/shape';
import type { Tensor } from '../graph/tensor';
import type { ValueName } from '../graph/value';
import { operatorOf } from './registry';

/**
 * The reference engine: computes values of a graph in float64. Only what `wanted` depends on is computed, and every
 * intermediate tensor is let go after its last use.
 *
 * @param feeds content of the inputs, parameters and buffers that `wanted` depends on. A fed intermediate value is taken
 * as it is.
 * @param random standard uniform numbers for the operators that draw.
 * @throws Error where a value is neither fed nor computed, or a feed has another shape than the graph says.
 */
export function evaluateGraph(
  graph: Pick<Graph, 'nodes' | 'values'>,
  feeds: ReadonlyMap<ValueName, Tensor>,
  wanted: readonly ValueName[],
  random: () => number = Math.random,
): Map<ValueName, Tensor> {
  const tensors = new Map<ValueName, Tensor>();
  const tensorOf = (name: ValueName): Tensor => {
    const known = tensors.get(name) ?? feed(graph, feeds, name);
    tensors.set(name, known);
    return known;
  };
  const nodes = neededNodes(graph.nodes, feeds, wanted);
  const lastUses = lastUsesOf(nodes, wanted);
  nodes.forEach((node, step) => {
    const results = operatorOf(node).evaluate({
      inputs: node.inputs.map((name) => (name === '' ? undefined : tensorOf(name))),
      attributes: node.attributes,
      outputTypes: node.outputs.map((name) => {
        const { type, shape } = valueOf(graph, name);
        return { type, shape };
      }),
      random,
    });
    node.outputs.forEach((name, index) => tensors.set(name, results[index]));
    for (const name of lastUses.get(step) ?? []) {
      tensors.delete(name);
    }
  });
  return new Map(wanted.map((name) => [name, tensorOf(name)]));
}

function feed(graph: Pick<Graph, 'values'>, feeds: ReadonlyMap<ValueName, Tensor>, name: ValueName): Tensor {
  const value = valueOf(graph, name);
  const fed = feeds.get(name);
  if (fed === undefined) {
    if (value.role.kind === 'constant') {
      return value.role.tensor;
    }
    throw new Error(`No content was given for the ${value.role.kind} '${name}'.`);
  }
  if (!sameShape(fed.shape, value.shape)) {
    throw new Error(
      `'${name}' has the shape ${formatShape(value.shape)} but was given a tensor of shape ${formatShape(fed.shape)}.`,
    );
  }
  return fed;
}

/** Nodes that `wanted` depends on and that are not made needless by a feed, in execution order. */
function neededNodes(
  nodes: readonly Node[],
  feeds: ReadonlyMap<ValueName, Tensor>,
  wanted: readonly ValueName[],
): Node[] {
  const needed = new Set(wanted);
  return [...nodes]
    .reverse()
    .filter((node) => {
      const isNeeded = node.outputs.some((output) => needed.has(output) && !feeds.has(output));
      if (isNeeded) {
        node.inputs.forEach((input) => needed.add(input));
      }
      return isNeeded;
    })
    .reverse();
}

/** For each place in the execution order, the values that nobody reads afterwards. */
function lastUsesOf(nodes: readonly Node[], wanted: readonly ValueName[]): Map<number, ValueName[]> {
  const kept = new Set(wanted);
  const last = new Map<ValueName, number>();
  nodes.forEach((node, step) => {
    [...node.inputs, ...node.outputs]
      .filter((name) => !kept.has(name))
      .forEach((name) => last.set(name, step));
  });
  const byStep = new Map<number, ValueName[]>();
  last.forEach((step, name) => {
    byStep.set(step, [...(byStep.get(step) ?? []), name]);
  });
  return byStep;
}
