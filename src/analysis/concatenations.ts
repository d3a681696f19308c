import { intAttribute } from '../graph/attributes';
import { valueOf } from '../graph/graph';
import { deepestOf, type Dataflow, type NodeIndex, type ValueIndex } from './dataflow';
import type { FoundBlock } from './foundBlock';
import { type ShortcutOrigin, shortcutOrigins } from './shortcutKind';
import type { PathFinder } from './walk';

/**
 * z = [x; F(x)]: one part of a concatenation is moved there unchanged, another was computed from it.
 *
 * Where earlier features are concatenated again one by one, [x₀; x₁; …; x_l] as DenseNet writes it, the shortcut is
 * their earlier concatenation z_{l−1} = [x₀; …; x_{l−1}], from which x_l was computed: z_l = [z_{l−1}; F_l(z_{l−1})].
 */
export function findConcatenation(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  read: readonly ValueIndex[],
): FoundBlock | undefined {
  const deepest = deepestOf(flow, read);
  const shortcuts = shortcutsTo(flow, paths, merge, deepest, read);
  const nearest = shortcuts.at(-1);
  if (nearest === undefined) {
    return undefined;
  }
  const carried = new Set(shortcuts.map(({ part }) => part));
  const prefix =
    shortcuts.length > 1 ? earlierConcatenation(flow, paths, merge, nearest.part, carried) : undefined;
  const fork = prefix ?? nearest.origin.value;
  const branch = new Set(
    read.filter((value) => !carried.has(value)).flatMap((value) => paths.between(fork, value)),
  );
  if (![...branch].some((node) => flow.isLearnable[node])) {
    return undefined;
  }
  const { part, origin } = prefix === undefined ? nearest : shortcuts[0];
  return {
    kind: shortcuts.length > 1 ? 'dense' : 'concat',
    merge,
    fork,
    branch: { nodes: [...branch].sort((a, b) => a - b), value: deepest },
    shortcut: {
      nodes: prefix === undefined ? [...origin.nodes].reverse().filter((node) => !branch.has(node)) : [],
      value: part,
    },
  };
}

/** Concatenations that lead straight into another one are DenseNet's, in whichever form it is written. */
export function markDense(flow: Dataflow, blocks: readonly FoundBlock[]): FoundBlock[] {
  const merges = new Map(blocks.map((block) => [block.merge, block]));
  const dense = new Set<NodeIndex>();
  for (const { kind, merge, fork } of blocks) {
    const before = merges.get(flow.producers[fork]);
    if ((kind === 'concat' || kind === 'dense') && (before?.kind === 'concat' || before?.kind === 'dense')) {
      dense.add(merge).add(before.merge);
    }
  }
  return blocks.map((block) => (dense.has(block.merge) ? { ...block, kind: 'dense' } : block));
}

interface Shortcut {
  /** The part of the concatenation. */
  readonly part: ValueIndex;
  readonly origin: ShortcutOrigin;
}

/** Parts from which `deepest` was computed, earliest first. */
function shortcutsTo(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  deepest: ValueIndex,
  read: readonly ValueIndex[],
): Shortcut[] {
  const candidates = read
    .filter((part) => part !== deepest)
    .map((part) => ({ part, origins: shortcutOrigins(flow, part, 'routing') }));
  const limit = Math.min(
    ...candidates.flatMap(({ origins }) => origins.map(({ value }) => flow.producers[value])),
  );
  paths.walkBack(deepest, limit);
  return candidates
    .flatMap(({ part, origins }): Shortcut[] => {
      const origin = origins.find((found) => paths.reached(found.value) && !isStep(flow, merge, part, found));
      return origin === undefined ? [] : [{ part, origin }];
    })
    .sort((a, b) => flow.producers[a.part] - flow.producers[b.part]);
}

/** True for one step of a sequence, or for a state that becomes a step of one: neither carries features past a layer. */
function isStep(flow: Dataflow, merge: NodeIndex, part: ValueIndex, origin: ShortcutOrigin): boolean {
  const shape = (index: ValueIndex) => valueOf(flow.graph, flow.values[index]).shape;
  if (shape(origin.value).length === shape(part).length) {
    return false;
  }
  const has = (...operators: string[]) =>
    origin.nodes.some((node) => operators.includes(flow.nodes[node].operator));
  const axis = intAttribute(flow.nodes[merge].attributes, 'axis', 0);
  const isPicked = has('Squeeze') && has('Slice', 'Split');
  return isPicked || (has('Unsqueeze') && shape(part).at(axis) === 1);
}

/** Output of the largest earlier concatenation of nothing but `parts`, `newest` among them, that the last walk came by. */
function earlierConcatenation(
  flow: Dataflow,
  paths: PathFinder,
  merge: NodeIndex,
  newest: ValueIndex,
  parts: ReadonlySet<ValueIndex>,
): ValueIndex | undefined {
  let largest: NodeIndex | undefined;
  for (const node of flow.uses[newest]) {
    if (node >= merge) {
      break;
    }
    const isPrefix =
      flow.nodes[node].operator === 'Concat' &&
      paths.reached(flow.outputs[node][0]) &&
      flow.inputs[node].every((value) => parts.has(value));
    if (isPrefix && (largest === undefined || flow.inputs[node].length > flow.inputs[largest].length)) {
      largest = node;
    }
  }
  return largest === undefined ? undefined : flow.outputs[largest][0];
}
