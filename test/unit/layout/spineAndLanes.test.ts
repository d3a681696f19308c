import { describe, expect, it } from 'vitest';
import type { LayoutEdge, LayoutNode } from '../../../src/layout/layout';
import { layoutGraph } from '../../../src/layout/spineAndLanes';
import { layoutFaults } from '../../support/layoutChecks';
import { randomNumbers } from '../../support/random';

const node = (id: string, width = 120, height = 40): LayoutNode => ({ id, width, height });
const edge = (source: string, target: string, kind: LayoutEdge['kind'] = 'trunk'): LayoutEdge => ({
  id: `${source}-${target}-${kind}`,
  source,
  target,
  kind,
});

/** Names separated by blanks, joined one after the other. */
function line(names: string): LayoutEdge[] {
  const all = names.split(' ');
  return all.slice(1).map((name, index) => edge(all[index], name));
}

describe('layoutGraph', () => {
  it('runs the trunk straight down and a shortcut in a lane beside it', () => {
    const nodes = ['a', 'f', 'm', 'z'].map((id) => node(id));
    const { positions, routes } = layoutGraph({
      nodes,
      edges: [...line('a f m z'), edge('a', 'm', 'skip')],
    });
    expect(new Set([...positions.values()].map(({ x }) => x)).size).toBe(1);
    expect([...positions.values()].map(({ y }) => y)).toEqual([36, 110, 184, 258]);
    const [leave, enter] = routes.get('a-m-skip')!;
    expect(leave.x).toBe(positions.get('a')!.x + 60 + 16);
    expect(enter.x).toBe(leave.x);
    expect([leave.y, enter.y]).toEqual([positions.get('a')!.y, positions.get('m')!.y]);
    expect(routes.size).toBe(1);
  });

  it('puts nested shortcuts further out and shortcuts in a row into one lane', () => {
    const { routes } = layoutGraph({
      nodes: ['a', 'b', 'c', 'd', 'e'].map((id) => node(id)),
      edges: [
        ...line('a b c d e'),
        edge('a', 'c', 'skip'),
        edge('c', 'e', 'skip'),
        { ...edge('a', 'e', 'skip'), bus: 'far' },
      ],
    });
    const laneOf = (id: string) => routes.get(id)![0].x;
    expect(laneOf('c-e-skip')).toBe(laneOf('a-c-skip'));
    expect(laneOf('a-e-skip') - laneOf('a-c-skip')).toBe(16);
  });

  it('centres a projection on its lane, halfway down', () => {
    const nodes = [node('a'), node('f'), node('m', 28, 28), node('w', 60, 30)];
    const { positions, routes } = layoutGraph({
      nodes,
      edges: [...line('a f m'), edge('a', 'w', 'skip'), edge('w', 'm', 'skip')],
    });
    const { x, y } = positions.get('w')!;
    expect(y).toBe((positions.get('a')!.y + positions.get('m')!.y) / 2);
    expect(routes.get('a-w-skip')).toEqual([{ x, y: positions.get('a')!.y }]);
    expect(routes.get('w-m-skip')).toEqual([{ x, y: positions.get('m')!.y }]);
  });

  it('stretches the rows where a projection is taller than its branch', () => {
    const nodes = [node('a', 28, 28), node('f', 28, 10), node('m', 28, 28), node('w', 60, 300)];
    const edges = [...line('a f m'), edge('a', 'w', 'skip'), edge('w', 'm', 'skip')];
    const layout = layoutGraph({ nodes, edges });
    expect(layoutFaults(nodes, edges, layout)).toEqual([]);
    expect(layout.positions.get('m')!.y - layout.positions.get('a')!.y).toBe(320);
  });

  it('sets parallel branches side by side, each in a straight column', () => {
    const nodes = 'x a1 a2 a3 b1 b2 c1 join'.split(' ').map((id) => node(id));
    const edges = [...line('x a1 a2 a3 join'), ...line('x b1 b2 join'), ...line('x c1 join')];
    const layout = layoutGraph({ nodes, edges });
    const x = (id: string) => layout.positions.get(id)!.x;
    expect(layoutFaults(nodes, edges, layout)).toEqual([]);
    expect([x('a1'), x('a2'), x('a3'), x('join')]).toEqual(new Array(4).fill(x('x')));
    expect(x('b1')).toBe(x('b2'));
    expect(new Set(['a1', 'b1', 'c1'].map(x)).size).toBe(3);
  });

  it('lays out nothing', () => {
    expect(layoutGraph({ nodes: [], edges: [] }).positions.size).toBe(0);
  });

  it('places every node of a graph with a cycle, which no network has', () => {
    const nodes = ['a', 'b'].map((id) => node(id));
    expect(layoutGraph({ nodes, edges: [edge('a', 'b'), edge('b', 'a')] }).positions.size).toBe(2);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('keeps lines off nodes in random graphs (%i)', (seed) => {
    const random = randomNumbers(seed);
    for (let repetition = 0; repetition < 12; repetition++) {
      const { nodes, edges } = randomGraph(random);
      const layout = layoutGraph({ nodes, edges });
      expect(layoutFaults(nodes, edges, layout), JSON.stringify(edges.map(({ id }) => id))).toEqual([]);
      expect(layoutGraph({ nodes, edges })).toEqual(layout);
    }
  });
});

/** A trunk with branches that leave and join it anywhere, shortcuts and projections over any distance. */
function randomGraph(random: () => number): { nodes: LayoutNode[]; edges: LayoutEdge[] } {
  const integer = (below: number) => Math.floor(random() * below);
  const length = 4 + integer(16);
  const trunk = Array.from({ length }, (_, index) => `t${index}`);
  const nodes = trunk.map((id) => node(id, 40 + 20 * integer(8), 24 + 8 * integer(5)));
  const edges = line(trunk.join(' '));
  const span = (): [number, number] => {
    const from = integer(length - 2);
    return [from, from + 2 + integer(Math.min(6, length - 2 - from))];
  };
  for (let branch = 0; branch < integer(4); branch++) {
    const [from, to] = span();
    const ids = Array.from(
      { length: 1 + integer(Math.max(1, to - from - 1)) },
      (_, index) => `b${branch}.${index}`,
    );
    nodes.push(...ids.map((id) => node(id)));
    edges.push(...line([trunk[from], ...ids, trunk[to]].join(' ')));
  }
  const seen = new Set(edges.map(({ id }) => id));
  for (let skip = 0; skip < integer(8); skip++) {
    const [from, to] = span();
    const added = edge(trunk[from], trunk[to], random() < 0.8 ? 'skip' : 'trunk');
    if (!seen.has(added.id)) {
      seen.add(added.id);
      edges.push({ ...added, bus: random() < 0.5 ? added.id : added.source });
    }
  }
  for (let projection = 0; projection < integer(4); projection++) {
    const [from, to] = span();
    nodes.push(node(`w${projection}`, 60, 26));
    edges.push(edge(trunk[from], `w${projection}`, 'skip'), edge(`w${projection}`, trunk[to], 'skip'));
  }
  return { nodes, edges };
}
