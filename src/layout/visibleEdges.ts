import type { Analysis, ResidualBlock } from '../analysis/analysis';
import type { Dataflow, NodeIndex, ValueIndex } from '../analysis/dataflow';
import { type Graph, valueOf } from '../graph/graph';
import { inputId, outputId } from './buildVisibleGraph';
import type { VisibleEdge } from './visibleGraph';

/**
 * Edges between what is drawn. A shortcut keeps its kind wherever it is drawn from and to, unless its branch runs
 * between the same two nodes: then the block as a whole is folded away at one end, and one edge says it all.
 */
export function visibleEdges(
  graph: Graph,
  analysis: Analysis,
  flow: Dataflow,
  shownBy: ReadonlyMap<string, string>,
): VisibleEdge[] {
  const shortcuts = shortcutReads(analysis, flow);
  const edges = new Map<string, VisibleEdge>();
  const add = (
    source: string | undefined,
    target: string | undefined,
    value: ValueIndex,
    block?: ResidualBlock,
  ) => {
    if (source === undefined || target === undefined || source === target) {
      return;
    }
    const kind = block?.kind ?? 'trunk';
    const id = kind === 'trunk' ? `${source} → ${target}` : `${source} → ${target} (${kind})`;
    if (!edges.has(id)) {
      const name = flow.values[value];
      const { shape } = valueOf(graph, name);
      edges.set(id, { id, source, target, value: name, shape, kind, ...(block && { block: block.path }) });
    }
  };
  const makerOf = (value: ValueIndex) =>
    flow.producers[value] < 0
      ? inputId(flow.values[value])
      : shownBy.get(flow.nodes[flow.producers[value]].name);

  flow.nodes.forEach((node, index) => {
    for (const value of flow.inputs[index]) {
      add(makerOf(value), shownBy.get(node.name), value, shortcuts.get(readKey(index, value)));
    }
  });
  graph.outputs.forEach((name, index) => {
    const value = flow.valueIndex.get(name);
    if (value !== undefined) {
      add(makerOf(value), outputId(index), value);
    }
  });
  addSourcesOutsideFlow(graph, flow, shownBy, edges);
  return [...edges.values()].filter(
    ({ kind, source, target }) => kind === 'trunk' || !edges.has(`${source} → ${target}`),
  );
}

/** Which reads of a value are part of a shortcut. */
function shortcutReads(analysis: Analysis, flow: Dataflow): ReadonlyMap<string, ResidualBlock> {
  const reads = new Map<string, ResidualBlock>();
  for (const block of analysis.residualBlocks) {
    const merge = flow.nodeIndex.get(block.merge);
    if (merge === undefined) {
      continue;
    }
    const indices = (names: readonly string[]) => names.map((name) => flow.nodeIndex.get(name)!);
    const branch = new Set(indices(block.branch.nodes));
    const shortcut = new Set(indices(block.shortcut.nodes));
    const branchValue = flow.valueIndex.get(block.branch.value);
    for (const value of flow.inputs[merge]) {
      if (value !== branchValue && !branch.has(flow.producers[value])) {
        reads.set(readKey(merge, value), block);
      }
    }
    const fork = flow.valueIndex.get(block.fork);
    for (const node of shortcut) {
      for (const value of flow.inputs[node]) {
        if (value === fork || shortcut.has(flow.producers[value])) {
          reads.set(readKey(node, value), block);
        }
      }
    }
  }
  return reads;
}

function readKey(node: NodeIndex, value: ValueIndex): string {
  return `${node} ${value}`;
}

/** Layers that do not depend on the input, such as an embedding of positions, still feed what is drawn. */
function addSourcesOutsideFlow(
  graph: Graph,
  flow: Dataflow,
  shownBy: ReadonlyMap<string, string>,
  edges: Map<string, VisibleEdge>,
): void {
  const makers = new Map<string, string>();
  for (const node of graph.nodes) {
    const target = shownBy.get(node.name);
    for (const name of node.inputs) {
      const source = makers.get(name);
      if (source === undefined) {
        continue;
      }
      if (target === undefined) {
        node.outputs.forEach((output) => makers.set(output, source));
      } else if (source !== target) {
        const id = `${source} → ${target}`;
        if (!edges.has(id)) {
          edges.set(id, {
            id,
            source,
            target,
            value: name,
            shape: valueOf(graph, name).shape,
            kind: 'trunk',
          });
        }
      }
    }
    if (target !== undefined && !flow.nodeIndex.has(node.name) && node.origin.stage === 'forward') {
      node.outputs.forEach((output) => makers.set(output, target));
    }
  }
}
