import type { Repeat } from './analysis';
import { structureOf } from './structuralHash';
import type { Graph } from '../graph/graph';
import { groupBy } from '../graph/groupBy';
import { type Module, type ModulePath, parentPath } from '../graph/module';
import type { Node } from '../graph/node';

/** Runs of two or more neighbouring sibling modules of the same type whose first calls have the same structure. */
export function findRepeats(graph: Graph): Repeat[] {
  const nodes = nodesOfFirstCalls(graph);
  const siblings = groupBy([...graph.modules.values()], ({ path }) => parentPath(path));
  const structures = new Map<ModulePath, string>();
  const structure = (path: ModulePath): string => {
    const known = structures.get(path) ?? structureOf(graph, nodes.get(path) ?? []);
    structures.set(path, known);
    return known;
  };
  const isSame = (a: Module, b: Module): boolean => {
    const size = nodes.get(a.path)?.length ?? 0;
    return (
      a.type === b.type &&
      size > 0 &&
      size === nodes.get(b.path)?.length &&
      structure(a.path) === structure(b.path)
    );
  };
  const repeats: Repeat[] = [];
  for (const group of siblings.values()) {
    let run: Module[] = [];
    const close = () => {
      if (run.length > 1) {
        repeats.push({ modules: run.map(({ path }) => path), type: run[0].type });
      }
    };
    for (const module of group) {
      if (run.length > 0 && isSame(run[0], module)) {
        run.push(module);
      } else {
        close();
        run = [module];
      }
    }
    close();
  }
  return repeats;
}

function nodesOfFirstCalls(graph: Graph): Map<ModulePath, Node[]> {
  const first = new Map<ModulePath, number>();
  for (const { index, module } of graph.calls) {
    if (!first.has(module)) {
      first.set(module, index);
    }
  }
  const result = new Map<ModulePath, Node[]>();
  for (const node of graph.nodes) {
    if (node.origin.stage !== 'forward') {
      continue;
    }
    for (
      let call: number | undefined = node.origin.call;
      call !== undefined && call in graph.calls;
      call = graph.calls[call].parent
    ) {
      const { module } = graph.calls[call];
      if (first.get(module) !== call) {
        continue;
      }
      const known = result.get(module);
      if (known === undefined) {
        result.set(module, [node]);
      } else {
        known.push(node);
      }
    }
  }
  return result;
}
