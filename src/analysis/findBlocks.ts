import { findConcatenation, markDense } from './concatenations';
import type { Dataflow, NodeIndex, ValueIndex } from './dataflow';
import type { FoundBlock } from './foundBlock';
import { gateOperators, normalizationOperators, routingOperators, weightOperators } from './operatorClasses';
import { additiveKind, isGateValue, isLinear, type ShortcutOrigin, shortcutOrigins } from './shortcutKind';
import { PathFinder } from './walk';

/**
 * Finds every residual block.
 *
 * A merge belongs to one when the value that enters it on one side (or a value that reaches that side through nothing
 * but linear, parameter-free or gating nodes) is also what the other side was computed from. Asking for that, and not
 * for a common dominator of the two sides, also finds blocks whose branch is conditioned on something else: the time
 * step of a diffusion model, the memory of a decoder.
 */
export function findBlocks(flow: Dataflow): FoundBlock[] {
  const paths = new PathFinder(flow);
  const byMerge = new Map<NodeIndex, FoundBlock>();
  for (let merge = 0; merge < flow.nodes.length; merge++) {
    const found = new Set(flow.inputs[merge]).size < 2 ? undefined : findAt(flow, paths, merge, byMerge);
    if (found !== undefined) {
      byMerge.set(merge, found);
    }
  }
  // The carry gate of a Highway layer, (1 − T) ⊙ x, is part of that layer and no block of its own.
  for (const { kind, shortcut } of [...byMerge.values()]) {
    if (kind === 'gate') {
      shortcut.nodes.forEach((node) => byMerge.delete(node));
    }
  }
  return markDense(flow, [...byMerge.values()]);
}

function findAt(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  earlier: ReadonlyMap<NodeIndex, FoundBlock>,
): FoundBlock | undefined {
  const { operator, inputs } = flow.nodes[merge];
  const read = [...new Set(flow.inputs[merge])];
  switch (operator) {
    case 'Add':
    case 'Sum':
    case 'Sub':
      return (
        findIdentity(flow, paths, merge, read) ??
        (operator === 'Sub' ? undefined : findProjection(flow, paths, merge, read, earlier))
      );
    case 'Concat':
      return findConcatenation(flow, paths, merge, read);
    case 'Mul':
      return findGate(flow, paths, merge, read);
    case 'Where': {
      const choices = read.filter((value) => inputs.indexOf(flow.values[value]) > 0);
      const found = choices.length === 2 ? findIdentity(flow, paths, merge, choices) : undefined;
      return found && { ...found, kind: 'gate' };
    }
    default:
      return undefined;
  }
}

/** z = F(x) + x: one operand is what the others were computed from. */
function findIdentity(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  read: readonly ValueIndex[],
): FoundBlock | undefined {
  for (const shortcut of inExecutionOrder(flow, read)) {
    const branches = read.filter((value) => value !== shortcut && reaches(flow, paths, shortcut, value));
    const block = blockOf(paths, merge, { value: shortcut, nodes: [], isGated: false }, shortcut, branches);
    if (block !== undefined && keepsShape(flow, shortcut, merge) && isMapping(flow, block.branch.nodes)) {
      return { ...block, kind: 'identity' };
    }
  }
  return undefined;
}

/** z = F(x) + W x, with pad(x) or with a gated x: one operand reaches back to x through linear nodes only. */
function findProjection(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  read: readonly ValueIndex[],
  earlier: ReadonlyMap<NodeIndex, FoundBlock>,
): FoundBlock | undefined {
  const candidates = read.flatMap((value): FoundBlock[] => {
    const others = read.filter((other) => other !== value);
    const sum = earlierSum(flow, value, earlier);
    const origins = sum === undefined ? shortcutOrigins(flow, value, 'linear').slice(1) : [sum];
    const limit = origins.at(-1);
    if (limit === undefined) {
      return [];
    }
    const near = origins.find(
      (origin) =>
        keepsRank(flow, origin.value, merge) &&
        others.some((other) => reaches(flow, paths, origin.value, other)),
    );
    if (near === undefined) {
      return [];
    }
    const branches = others.filter((other) => reaches(flow, paths, near.value, other));
    const block = blockOf(paths, merge, near, value, branches);
    if (
      block === undefined ||
      !isBranchOf(flow, block, near) ||
      (sum === undefined && opensGate(flow, merge))
    ) {
      return [];
    }
    return [
      sum === undefined
        ? { ...block, kind: additiveKind(flow, near) }
        : { ...block, kind: 'identity', through: flow.producers[value] },
    ];
  });
  return candidates.sort((a, b) => flow.producers[b.fork] - flow.producers[a.fork]).at(0);
}

/** z = T(x) ⊙ x: one factor is a gate that was computed from the other, as in squeeze-and-excitation. */
function findGate(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  read: readonly ValueIndex[],
): FoundBlock | undefined {
  for (const shortcut of inExecutionOrder(flow, read)) {
    const gates = read.filter(
      (value) => value !== shortcut && isGateValue(flow, value) && reaches(flow, paths, shortcut, value),
    );
    const block = blockOf(paths, merge, { value: shortcut, nodes: [], isGated: false }, shortcut, gates);
    if (block?.branch.nodes.some((node) => flow.isLearnable[node])) {
      return { ...block, kind: 'gate' };
    }
  }
  return undefined;
}

/**
 * x + F(x) + G(x) is two merges, the second of which adds G(x) to a sum. Its shortcut runs through the first one.
 */
function earlierSum(
  flow: Dataflow,
  value: ValueIndex,
  earlier: ReadonlyMap<NodeIndex, FoundBlock>,
): ShortcutOrigin | undefined {
  const block = earlier.get(flow.producers[value]);
  return block?.kind === 'identity' && flow.uses[value].length === 1
    ? { value: block.fork, nodes: [], isGated: false }
    : undefined;
}

function blockOf(
  paths: PathFinder,
  merge: NodeIndex,
  origin: ShortcutOrigin,
  shortcutValue: ValueIndex,
  branchValues: readonly ValueIndex[],
): Omit<FoundBlock, 'kind'> | undefined {
  const last = branchValues.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const branch = new Set(branchValues.flatMap((value) => paths.between(origin.value, value)));
  const side = origin.isGated ? paths.between(origin.value, shortcutValue) : origin.nodes;
  return {
    merge,
    fork: origin.value,
    branch: { nodes: sorted(branch), value: last },
    shortcut: { nodes: sorted(side).filter((node) => !branch.has(node)), value: shortcutValue },
  };
}

/** True where `value` was computed from `origin`. */
function reaches(flow: Dataflow, paths: PathFinder, origin: ValueIndex, value: ValueIndex): boolean {
  if (flow.producers[origin] >= flow.producers[value]) {
    return false;
  }
  paths.walkBack(value, flow.producers[origin]);
  return paths.reached(origin);
}

/** An activation written out, such as x + 0.044715 x³, has neither parameters nor products of matrices. */
function isMapping(flow: Dataflow, nodes: readonly NodeIndex[]): boolean {
  return nodes.some((node) => flow.isLearnable[node] || weightOperators.has(flow.nodes[node].operator));
}

/** Tells F(x) + W x from a sum of two projections (of a query and a key, of two resolutions). */
function isBranchOf(
  flow: Dataflow,
  { branch, shortcut }: Omit<FoundBlock, 'kind'>,
  origin: ShortcutOrigin,
): boolean {
  if (!isMapping(flow, branch.nodes) || isScore(flow, branch.value)) {
    return false;
  }
  if (branch.nodes.some((node) => isNoisy(flow, node))) {
    return false;
  }
  const isProjection = !origin.isGated && shortcut.nodes.some((node) => flow.isLearnable[node]);
  if (!isProjection || !isLinear(flow, branch.nodes)) {
    return true;
  }
  const hasWeight = (nodes: readonly NodeIndex[]) =>
    nodes.some((node) => weightOperators.has(flow.nodes[node].operator));
  return (
    hasWeight(branch.nodes) &&
    !hasWeight(shortcut.nodes) &&
    shortcut.nodes.some((node) => normalizationOperators.has(flow.nodes[node].operator))
  );
}

/** True for the product σ(x) ε of a sample around a mean, μ(x) + σ(x) ε. */
function isNoisy(flow: Dataflow, node: NodeIndex): boolean {
  const { operator, inputs } = flow.nodes[node];
  return operator === 'Mul' && inputs.some((name) => flow.noise.has(name));
}

/** True where all that comes of a sum is a gate or weights of attention: it decides what passes, and carries nothing. */
function opensGate(flow: Dataflow, merge: NodeIndex): boolean {
  let isGate = false;
  for (let node = merge; ;) {
    const uses = flow.uses[flow.outputs[node][0]];
    if (uses.length !== 1) {
      return false;
    }
    [node] = uses;
    const { operator } = flow.nodes[node];
    if (flow.inputs[node].length > 1) {
      return isGate && (operator === 'Mul' || weightOperators.has(operator));
    }
    isGate ||= gateOperators.has(operator) && operator !== 'Clip' && operator !== 'HardTanh';
  }
}

/** True for a product of two computed matrices, such as attention scores QKᵀ, also after scaling and reshaping. */
function isScore(flow: Dataflow, value: ValueIndex): boolean {
  for (let node = flow.producers[value]; node >= 0;) {
    const { operator } = flow.nodes[node];
    const read = flow.inputs[node];
    if (operator === 'MatMul' || operator === 'Einsum') {
      return read.length > 1;
    }
    if (read.length !== 1 || !(routingOperators.has(operator) || ['Mul', 'Div'].includes(operator))) {
      return false;
    }
    node = flow.producers[read[0]];
  }
  return false;
}

/** A mask that is broadcast over the scores it is added to carries nothing past them. */
function keepsShape(flow: Dataflow, value: ValueIndex, merge: NodeIndex): boolean {
  const extents = (name: string) => flow.graph.values.get(name)?.shape.join('x');
  return extents(flow.values[value]) === extents(flow.nodes[merge].outputs[0]);
}

/** A time step picked out of a sequence is no shortcut of the sequence. */
function keepsRank(flow: Dataflow, value: ValueIndex, merge: NodeIndex): boolean {
  const rank = (name: string) => flow.graph.values.get(name)?.shape.length;
  return rank(flow.values[value]) === rank(flow.nodes[merge].outputs[0]);
}

function inExecutionOrder(flow: Dataflow, values: readonly ValueIndex[]): ValueIndex[] {
  return [...values].sort((a, b) => flow.producers[a] - flow.producers[b]);
}

function sorted(nodes: Iterable<NodeIndex>): NodeIndex[] {
  return [...nodes].sort((a, b) => a - b);
}
