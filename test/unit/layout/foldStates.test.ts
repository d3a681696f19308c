import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import type { Graph } from '../../../src/graph/graph';
import { buildVisibleGraph } from '../../../src/layout/buildVisibleGraph';
import { defaultUnfolded } from '../../../src/layout/defaultUnfolded';
import { layoutVisible } from '../../../src/layout/layoutVisible';
import type { VisibleGraph, VisibleNode } from '../../../src/layout/visibleGraph';
import { layoutFaults } from '../../support/layoutChecks';
import { networks } from '../../support/networks';
import { randomNumbers } from '../../support/random';

export function measure({ kind, label }: VisibleNode) {
  switch (kind) {
    case 'merge':
      return { width: 28, height: 28 };
    case 'shortcut':
      return { width: 84, height: 30 };
    default:
      return { width: 100 + 5 * label.length, height: 40 };
  }
}

describe.each(Object.entries(networks))('%s', (_name, make) => {
  const graph = make();
  const analysis = analyze(graph);

  it('is drawn without faults, whatever is folded', () => {
    const random = randomNumbers(7);
    for (const unfolded of foldStates(graph, random)) {
      const visible = buildVisibleGraph(graph, analysis, unfolded);
      const layout = layoutVisible(visible, measure);
      const nodes = visible.nodes.map((node) => ({ id: node.id, ...measure(node) }));
      const edges = visible.edges.map((edge) => ({ ...edge, kind: 'trunk' as const }));
      expect(layoutFaults(nodes, edges, layout, visible.frames), [...unfolded].join(' ')).toEqual([]);
    }
  });

  it('loses no path, whatever is folded', () => {
    const random = randomNumbers(11);
    for (const unfolded of foldStates(graph, random)) {
      const visible = buildVisibleGraph(graph, analysis, unfolded);
      expect(lostPaths(graph, visible), [...unfolded].join(' ')).toEqual([]);
      expect(new Set(visible.nodes.map(({ id }) => id)).size).toBe(visible.nodes.length);
      expect(new Set(visible.edges.map(({ id }) => id)).size).toBe(visible.edges.length);
    }
  });

  it('keeps ids while other parts are folded', () => {
    const base = buildVisibleGraph(graph, analysis, defaultUnfolded(graph, analysis));
    for (const { unfolds } of base.nodes) {
      if (unfolds === undefined) {
        continue;
      }
      const opened = buildVisibleGraph(
        graph,
        analysis,
        new Set([...defaultUnfolded(graph, analysis), unfolds]),
      );
      const ids = new Set(opened.nodes.map(({ id }) => id));
      const gone = base.nodes.filter(({ id }) => !ids.has(id));
      expect(gone.every((node) => node.unfolds === unfolds)).toBe(true);
      expect(opened.frames.map(({ id }) => id)).toContain(unfolds);
    }
  });

  it('gives the same layout every time', () => {
    const unfolded = defaultUnfolded(graph, analysis);
    const [first, second] = [0, 1].map(() =>
      layoutVisible(buildVisibleGraph(graph, structuredClone(analysis), unfolded), measure),
    );
    expect(second).toEqual(first);
  });
});

/** Everything folded, the default, everything unfolded, and random states between. */
function* foldStates(graph: Graph, random: () => number): Generator<Set<string>> {
  const analysis = analyze(graph);
  const all = new Set<string>();
  for (let grown = -1; grown < all.size;) {
    grown = all.size;
    for (const { unfolds } of buildVisibleGraph(graph, analysis, all).nodes) {
      if (unfolds !== undefined) {
        all.add(unfolds);
      }
    }
  }
  yield new Set();
  yield defaultUnfolded(graph, analysis);
  yield all;
  for (let state = 0; state < 12; state++) {
    yield new Set([...all].filter(() => random() < 0.6));
  }
}

/** Values that flow between two drawn nodes without an edge that says so. */
function lostPaths(graph: Graph, visible: VisibleGraph): string[] {
  const shownBy = new Map(visible.nodes.flatMap(({ id, nodes }) => nodes.map((node) => [node, id])));
  const makers = new Map<string, string>(graph.inputs.map((name) => [name, `input:${name}`]));
  for (const node of graph.nodes) {
    const id = shownBy.get(node.name);
    if (id !== undefined) {
      node.outputs.forEach((output) => makers.set(output, id));
    }
  }
  const hidden = graph.nodes.filter(({ name }) => !shownBy.has(name)).map(({ name }) => name);
  const drawn = new Set(visible.edges.map(({ source, target }) => `${source} → ${target}`));
  const wanted = new Set<string>();
  const want = (value: string, target: string | undefined) => {
    const source = makers.get(value);
    if (source !== undefined && target !== undefined && source !== target) {
      wanted.add(`${source} → ${target}`);
    }
  };
  for (const node of graph.nodes) {
    node.inputs.forEach((input) => want(input, shownBy.get(node.name)));
  }
  graph.outputs.forEach((output, index) => want(output, `output:${index}`));
  return [...hidden, ...wanted]
    .filter((edge) => !drawn.has(edge))
    .concat([...drawn].filter((edge) => !wanted.has(edge)));
}
