import { bench, describe } from 'vitest';
import { analyze } from '../../src/analysis/analyze';
import type { Graph } from '../../src/graph/graph';
import { buildVisibleGraph } from '../../src/layout/buildVisibleGraph';
import { defaultUnfolded } from '../../src/layout/defaultUnfolded';
import type { LayoutEdge, LayoutGraph } from '../../src/layout/layout';
import { layoutVisible } from '../../src/layout/layoutVisible';
import { layoutGraph } from '../../src/layout/spineAndLanes';
import { chain, preActivationBlock, resNet } from '../support/networks';

const size = () => ({ width: 148, height: 40 });

/** Everything that can be unfolded. */
function allUnfolded(graph: Graph): Set<string> {
  const analysis = analyze(graph);
  const all = new Set<string>();
  for (let before = -1; before < all.size;) {
    before = all.size;
    buildVisibleGraph(graph, analysis, all).nodes.forEach(({ unfolds }) => unfolds && all.add(unfolds));
  }
  return all;
}

function plain(count: number, skips: (trunk: readonly string[]) => [number, number][]): LayoutGraph {
  const ids = Array.from({ length: count }, (_, index) => `n${index}`);
  const edge = (from: number, to: number, kind: LayoutEdge['kind']): LayoutEdge => ({
    id: `${from} ${to} ${kind}`,
    source: ids[from],
    target: ids[to],
    kind,
  });
  return {
    nodes: ids.map((id) => ({ id, ...size() })),
    edges: [
      ...ids.slice(1).map((_, index) => edge(index, index + 1, 'trunk')),
      ...skips(ids).map(([from, to]) => edge(from, to, 'skip')),
    ],
  };
}

describe('a ResNet of depth 152', () => {
  const graph = resNet([3, 8, 36, 3], 'bottleneck');
  const analysis = analyze(graph);
  const folded = defaultUnfolded(graph, analysis);
  const unfolded = allUnfolded(graph);
  bench('analysis', () => void analyze(graph));
  bench('at first sight: built and laid out', () => {
    layoutVisible(buildVisibleGraph(graph, structuredClone(analysis), folded), size);
  });
  bench('unfolded: built and laid out', () => {
    layoutVisible(buildVisibleGraph(graph, structuredClone(analysis), unfolded), size);
  });
  bench('unfolded further: built and laid out', () => {
    layoutVisible(buildVisibleGraph(graph, analysis, unfolded), size);
  });
});

describe('10,502 nodes in 1,500 residual blocks', () => {
  const graph = chain('Deep', new Array(1500).fill(preActivationBlock(8)));
  bench('analysis', () => void analyze(graph));
});

describe('layout alone', () => {
  const residual = plain(1001, (ids) =>
    Array.from({ length: Math.floor(ids.length / 7) }, (_, index): [number, number] => [
      7 * index,
      7 * index + 6,
    ]),
  );
  const uNet = plain(1000, () =>
    Array.from({ length: 82 }, (_, level): [number, number] => [6 * level, 999 - 6 * level]),
  );
  const denseNet = plain(1008, (ids) =>
    Array.from({ length: ids.length / 24 }, (_, block) => block * 24).flatMap((first) =>
      Array.from({ length: 22 }, (_, from) => from)
        .flatMap((from) =>
          Array.from({ length: 22 - from }, (_, step): [number, number] => [
            first + from,
            first + from + step + 2,
          ]),
        )
        .filter(([, to]) => to < first + 24),
    ),
  );
  bench(
    `ResNet-like, ${residual.nodes.length} nodes, ${residual.edges.length} edges`,
    () => void layoutGraph(residual),
  );
  bench(`U-Net, ${uNet.nodes.length} nodes, ${uNet.edges.length} edges`, () => void layoutGraph(uNet));
  bench(
    `DenseNet, ${denseNet.nodes.length} nodes, ${denseNet.edges.length} edges`,
    () => void layoutGraph(denseNet),
  );
});
