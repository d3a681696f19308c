import type { Analysis } from '../analysis/analysis';
import { type Dataflow, traceDataflow } from '../analysis/dataflow';
import { callChain, type Graph } from '../graph/graph';
import type { Module } from '../graph/module';
import type { Node } from '../graph/node';
import { type BlockRole, blockMembership, type PlacedBlock } from './blockMembership';

/** What can be folded: the network as a tree of module calls, residual blocks and their sides. */
export type Group = RootGroup | CallGroup | BlockGroup | SideGroup;

interface GroupBase {
  /** Stable whatever is folded. */
  readonly id: string;
  readonly children: (Group | Node)[];
  /** All forward nodes inside, in execution order. */
  readonly nodes: Node[];
}
export interface RootGroup extends GroupBase {
  readonly kind: 'root';
}
export interface CallGroup extends GroupBase {
  readonly kind: 'call';
  readonly module: Module;
}
export interface BlockGroup extends GroupBase {
  readonly kind: 'block';
  readonly placed: PlacedBlock;
  /** The module whose call is this block and nothing else. */
  module?: Module;
}
export interface SideGroup extends GroupBase {
  readonly kind: 'side';
  readonly role: BlockRole;
  /** The module whose call is this side and nothing else. */
  module?: Module;
}

export interface Outline {
  readonly flow: Dataflow;
  readonly root: RootGroup;
}

const outlines = new WeakMap<Analysis, Outline>();

/** The outline of a network. Computed once for each analysis, since folding does not change it. */
export function outlineOf(graph: Graph, analysis: Analysis): Outline {
  const known = outlines.get(analysis);
  if (known?.flow.graph === graph) {
    return known;
  }
  const outline = buildOutline(graph, analysis);
  outlines.set(analysis, outline);
  return outline;
}

function buildOutline(graph: Graph, analysis: Analysis): Outline {
  const flow = traceDataflow(graph);
  const members = blockMembership(flow, analysis);
  const root: RootGroup = { kind: 'root', id: 'root', children: [], nodes: [] };
  const names = callNames(graph);
  const taken = new Set<string>();
  const unique = (id: string) => {
    let candidate = id;
    for (let count = 2; taken.has(candidate); count++) {
      candidate = `${id}~${count}`;
    }
    taken.add(candidate);
    return candidate;
  };
  const inner = new Map<Group, Map<string, Group>>();
  const child = <Kind extends Group>(parent: Group, key: string, make: () => Kind): Group => {
    const known = inner.get(parent) ?? new Map<string, Group>();
    inner.set(parent, known);
    const existing = known.get(key);
    if (existing !== undefined) {
      return existing;
    }
    const made = make();
    known.set(key, made);
    parent.children.push(made);
    return made;
  };

  for (const node of graph.nodes) {
    if (node.origin.stage !== 'forward') {
      continue;
    }
    let group: Group = root;
    root.nodes.push(node);
    for (const step of stepsTo(graph, node, members.get(node.name))) {
      group = child(group, step.key, () => makeGroup(step, graph, names, unique));
      group.nodes.push(node);
    }
    group.children.push(node);
  }
  return { flow, root: compress(flow, root) };
}

type Step =
  | { readonly key: string; readonly kind: 'call'; readonly call: number }
  | { readonly key: string; readonly kind: 'block'; readonly placed: PlacedBlock }
  | { readonly key: string; readonly kind: 'side'; readonly placed: PlacedBlock; readonly role: BlockRole };

/** The groups around a node, outermost first. A merge is drawn as such and lies in no call inside its block. */
function stepsTo(
  graph: Graph,
  node: Node,
  member: { placed: PlacedBlock; role: BlockRole } | undefined,
): Step[] {
  const blocks: Step[][] = [];
  const scopes: (number | undefined)[] = [];
  for (
    let current: { placed: PlacedBlock; role: BlockRole } | undefined = member;
    current !== undefined;
    current = current.placed.parent && {
      placed: current.placed.parent.block,
      role: current.placed.parent.role,
    }
  ) {
    const { placed, role } = current;
    blocks.unshift([
      { key: `block ${placed.block.path}`, kind: 'block', placed },
      { key: role, kind: 'side', placed, role },
    ]);
    scopes.unshift(placed.scope);
  }
  const calls = graph.calls.length === 0 ? [] : callChain(graph, node.origin.call).reverse();
  const steps: Step[] = [];
  let next = 0;
  const takeBlocks = (scope: number | undefined) => {
    while (next < blocks.length && scopes[next] === scope) {
      steps.push(...blocks[next++]);
    }
  };
  takeBlocks(undefined);
  for (const { index, parent } of calls) {
    if (parent !== undefined) {
      steps.push({ key: `call ${index}`, kind: 'call', call: index });
    }
    takeBlocks(index);
    if (member?.role === 'merge' && next === blocks.length) {
      break;
    }
  }
  return steps;
}

function makeGroup(
  step: Step,
  graph: Graph,
  names: readonly string[],
  unique: (id: string) => string,
): Group {
  const empty = { children: [], nodes: [] };
  switch (step.kind) {
    case 'call': {
      const { module: path } = graph.calls[step.call];
      const module = graph.modules.get(path) ?? {
        path,
        type: 'Module',
        isUserDefined: false,
        description: '',
        parameters: [],
        buffers: [],
      };
      return { kind: 'call', id: unique(`module:${names[step.call]}`), module, ...empty };
    }
    case 'block':
      return { kind: 'block', id: unique(`block:${step.placed.block.path}`), placed: step.placed, ...empty };
    case 'side':
      return {
        kind: 'side',
        id: unique(`${step.role}:${step.placed.block.path}`),
        role: step.role,
        ...empty,
      };
  }
}

/** `layer1.0.relu`, and for its second call `layer1.0.relu@2`. */
function callNames(graph: Graph): string[] {
  const counts = new Map<string, number>();
  return graph.calls.map(({ module }) => {
    const count = (counts.get(module) ?? 0) + 1;
    counts.set(module, count);
    return count === 1 ? module : `${module}@${count}`;
  });
}

/** Takes out levels that add nothing: a call that is one block, a side that is one call. */
function compress<Kind extends Group>(flow: Dataflow, group: Kind): Kind {
  const children = group.children.map((item): Group | Node => {
    if (!isGroup(item)) {
      return item;
    }
    const inner = compress(flow, item);
    const only = onlyChild(flow, inner);
    if (inner.kind === 'call' && only?.kind === 'block' && !inner.children.some(isLibraryLayer)) {
      only.module ??= inner.module;
      // With what the call computes of parameters alone.
      only.nodes.splice(0, only.nodes.length, ...inner.nodes);
      return only;
    }
    if (inner.kind === 'side' && only?.kind === 'call') {
      const module = inner.module ?? only.module;
      const children = inner.children.flatMap((own) => (own === only ? only.children : [own]));
      return isFoldable(only) ? { ...inner, module, children } : { ...inner, module };
    }
    return inner;
  });
  group.children.splice(0, group.children.length, ...children);
  return group;
}

/** The child of a group that has no other one through which the input flows. */
function onlyChild(flow: Dataflow, group: Group): Group | undefined {
  const [first, ...others] = group.children.filter((item) => isInFlow(flow, item));
  return first !== undefined && isGroup(first) && others.length === 0 ? first : undefined;
}

/** True for a layer of `torch.nn` or the like, which is drawn also where it only feeds what the input flows through. */
export function isLibraryLayer(item: Group | Node): boolean {
  return isGroup(item) && item.kind === 'call' && !item.module.isUserDefined && !item.children.some(isGroup);
}

export function isGroup(item: Group | Node): item is Group {
  return 'children' in item;
}

/** True where the network's input flows through. */
export function isInFlow(flow: Dataflow, item: Group | Node): boolean {
  return isGroup(item)
    ? item.nodes.some((node) => flow.nodeIndex.has(node.name))
    : flow.nodeIndex.has(item.name);
}

/** True where there is something to see inside: a library's layer counts as one thing, whatever operators it is made of. */
export function isFoldable(group: Group): boolean {
  if (group.kind === 'block') {
    return group.children.some(
      (side) => isGroup(side) && side.kind === 'side' && side.role !== 'merge' && isFoldable(side),
    );
  }
  if (group.kind === 'side') {
    return group.children.length > 1 || group.children.some((item) => isGroup(item) && isFoldable(item));
  }
  return (
    group.children.some(isGroup) ||
    (group.kind === 'call' && group.module.isUserDefined && group.children.length > 1)
  );
}
