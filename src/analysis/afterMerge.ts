import type { Dataflow, NodeIndex, ValueIndex } from './dataflow';
import { activationOperators, displayName, normalizationOperators } from './operatorClasses';

/** What a block's module does with the sum before it hands it on: `z = ReLU(F(x) + x)`. */
export interface AfterMerge {
  /** In execution order; empty where the sum itself is handed on. */
  readonly nodes: readonly NodeIndex[];
  /** Names in the order of application: `['BN', 'ReLU']`. */
  readonly names: readonly string[];
  /** What the block hands on. */
  readonly value: ValueIndex;
}

/**
 * Activations and normalisations that follow a merge in the same module call, each the only reader of what it reads.
 * What follows a concatenation belongs to the next layer: it opens the branch of a DenseNet layer.
 */
export function afterMerge(flow: Dataflow, merge: NodeIndex): AfterMerge {
  const nodes: NodeIndex[] = [];
  const names: string[] = [];
  const call = flow.nodes[merge].origin.call;
  let value = flow.outputs[merge][0];
  for (;;) {
    const step = flow.nodes[merge].operator === 'Concat' ? undefined : followingStep(flow, value);
    if (
      step === undefined ||
      flow.graph.outputs.includes(flow.values[value]) ||
      !isWithinCall(flow, step.nodes, call)
    ) {
      return { nodes, names, value };
    }
    nodes.push(...step.nodes);
    names.push(step.name);
    value = flow.outputs[step.nodes.at(-1)!][0];
  }
}

interface Step {
  readonly name: string;
  readonly nodes: readonly NodeIndex[];
}

function followingStep(flow: Dataflow, value: ValueIndex): Step | undefined {
  const uses = flow.uses[value];
  const [first, second] = uses;
  if (first === undefined) {
    return undefined;
  }
  const { operator } = flow.nodes[first];
  if (uses.length === 1) {
    const isUnary = flow.inputs[first].length === 1 && flow.nodes[first].inputs[0] === flow.values[value];
    return isUnary && (activationOperators.has(operator) || normalizationOperators.has(operator))
      ? { name: displayName(operator), nodes: [first] }
      : undefined;
  }
  // SiLU is written x ⊙ σ(x).
  const isSwish =
    uses.length === 2 &&
    operator === 'Sigmoid' &&
    flow.nodes[second].operator === 'Mul' &&
    flow.inputs[second].includes(flow.outputs[first][0]) &&
    flow.uses[flow.outputs[first][0]].length === 1;
  return isSwish ? { name: 'SiLU', nodes: [first, second] } : undefined;
}

function isWithinCall(flow: Dataflow, nodes: readonly NodeIndex[], call: number): boolean {
  const { calls } = flow.graph;
  return nodes.every((node) => {
    let current: number | undefined = flow.nodes[node].origin.call;
    while (current !== undefined && current > call) {
      current = calls.at(current)?.parent;
    }
    return current === call;
  });
}
