import type { Analysis, ResidualBlock } from '../analysis/analysis';
import { afterMerge } from '../analysis/afterMerge';
import type { Dataflow } from '../analysis/dataflow';
import { callChain, indexGraph } from '../graph/graph';
import type { NodeName } from '../graph/node';

export type BlockRole = 'branch' | 'shortcut' | 'merge';

/** A residual block and where it hangs in the hierarchy of module calls and blocks. */
export interface PlacedBlock {
  readonly block: ResidualBlock;
  /** Innermost block that this one lies inside, and the side of it. */
  readonly parent?: { readonly block: PlacedBlock; readonly role: BlockRole };
  /** Innermost call that holds all of it; undefined where the graph has no calls. */
  readonly scope: number | undefined;
  /** Names of what its module does with the merged value before it hands it on: `['BN', 'ReLU']`. */
  readonly after: readonly string[];
}

export interface Membership {
  readonly placed: PlacedBlock;
  readonly role: BlockRole;
}

/**
 * Assigns each node to the innermost block that it is part of, so that blocks form a tree: a node that two branches
 * share belongs to one of them. What only feeds one side of a block, from within the same module, belongs to that side:
 * the projection of a time step, a weight that is normalised before use.
 */
export function blockMembership(flow: Dataflow, analysis: Analysis): ReadonlyMap<NodeName, Membership> {
  const blocks = analysis.residualBlocks;
  const owners = new Map<NodeName, { block: ResidualBlock; role: BlockRole }>();
  const size = ({ branch, shortcut }: ResidualBlock) => branch.nodes.length + shortcut.nodes.length;
  const afters = new Map<ResidualBlock, readonly string[]>();
  for (const block of [...blocks].sort((a, b) => size(b) - size(a))) {
    block.branch.nodes.forEach((node) => owners.set(node, { block, role: 'branch' }));
    block.shortcut.nodes.forEach((node) => owners.set(node, { block, role: 'shortcut' }));
  }
  const parents = new Map(blocks.map((block) => [block, owners.get(block.merge)]));
  for (const block of blocks) {
    const merge = flow.nodeIndex.get(block.merge);
    const after = merge === undefined ? undefined : afterMerge(flow, merge);
    afters.set(block, after?.names ?? []);
    const nodes = after?.nodes.map((node) => flow.nodes[node].name) ?? [];
    [block.merge, ...nodes].forEach((node) => owners.set(node, { block, role: 'merge' }));
  }

  const scopes = scopesOf(flow, owners, parents);
  const placed = new Map<ResidualBlock, PlacedBlock>();
  const place = (block: ResidualBlock): PlacedBlock => {
    const known = placed.get(block);
    if (known !== undefined) {
      return known;
    }
    const parent = parents.get(block);
    const result: PlacedBlock = {
      block,
      ...(parent && { parent: { block: place(parent.block), role: parent.role } }),
      scope: scopes.get(block),
      after: afters.get(block) ?? [],
    };
    placed.set(block, result);
    return result;
  };
  const members = new Map<NodeName, Membership>();
  for (const [node, { block, role }] of owners) {
    members.set(node, { placed: place(block), role });
  }
  return absorbFeeders(flow, members);
}

/** Innermost call that holds all nodes of each block and of the blocks inside it. */
function scopesOf(
  flow: Dataflow,
  owners: ReadonlyMap<NodeName, { block: ResidualBlock }>,
  parents: ReadonlyMap<ResidualBlock, { block: ResidualBlock } | undefined>,
): Map<ResidualBlock, number> {
  const { graph } = flow;
  const scopes = new Map<ResidualBlock, number>();
  if (graph.calls.length === 0) {
    return scopes;
  }
  const parentCall = (call: number) => graph.calls[call].parent ?? -1;
  const common = (a: number, b: number) => {
    let [left, right] = [a, b];
    // Calls are numbered as they open, so the later one cannot contain the earlier one.
    while (left !== right) {
      if (left > right) {
        left = parentCall(left);
      } else {
        right = parentCall(right);
      }
    }
    return left;
  };
  for (const node of flow.nodes) {
    let block = owners.get(node.name)?.block;
    let call = node.origin.call;
    while (block !== undefined) {
      const known = scopes.get(block);
      call = known === undefined ? call : common(known, call);
      if (call === known) {
        break;
      }
      scopes.set(block, call);
      block = parents.get(block)?.block;
    }
  }
  return scopes;
}

function absorbFeeders(flow: Dataflow, members: Map<NodeName, Membership>): Map<NodeName, Membership> {
  const { graph } = flow;
  const { uses } = indexGraph(graph);
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    const node = graph.nodes[index];
    if (node.origin.stage !== 'forward' || members.has(node.name)) {
      continue;
    }
    const readers = node.outputs.flatMap((output) =>
      (uses.get(output) ?? []).filter((use) => use.node.origin.stage === 'forward'),
    );
    const first = readers.length === 0 ? undefined : members.get(readers[0].node.name);
    const scope = first?.placed.scope;
    const isOutput = node.outputs.some((output) => graph.outputs.includes(output));
    if (
      first !== undefined &&
      first.role !== 'merge' &&
      scope !== undefined &&
      scope > 0 &&
      !isOutput &&
      readers.every((use) => {
        const member = members.get(use.node.name);
        return member?.placed === first.placed && member.role === first.role;
      }) &&
      callChain(graph, node.origin.call).some(({ index: call }) => call === scope)
    ) {
      members.set(node.name, first);
    }
  }
  return members;
}
