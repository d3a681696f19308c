import type { ModuleSummary } from './analysis';
import { type Graph, valueOf } from '../graph/graph';
import { groupBy } from '../graph/groupBy';
import { type ModulePath, parentPath } from '../graph/module';
import type { NodeName } from '../graph/node';
import { elementCount, type Shape } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { moduleOf } from './dataflow';

/** Size, cost and calls of every module, each with all that lies inside it. @param costs see {@link costsOf}. */
export function summariseModules(graph: Graph, costs: ReadonlyMap<NodeName, number>): ModuleSummary[] {
  const parameters = parametersByModule(graph);
  const macs = macsByModule(graph, costs);
  const calls = groupBy(graph.calls, ({ module }) => module);
  const shapes = (names: readonly ValueName[] | undefined): Shape[] =>
    (names ?? []).map((name) => valueOf(graph, name).shape);
  return [...graph.modules.values()].map(({ path, type, source }) => {
    const own = calls.get(path) ?? [];
    const last = own.at(-1);
    return {
      path,
      type,
      ...(source && { source }),
      calls: own.flatMap(({ spans }) => spans.slice(0, 1)),
      inputShapes: shapes(last?.inputs),
      outputShapes: shapes(last?.outputs),
      parameters: parameters.get(path) ?? 0,
      macs: macs.get(path) ?? 0,
    };
  });
}

/** Trainable elements of these values. */
export function trainableElements(graph: Graph, names: Iterable<ValueName>): number {
  let elements = 0;
  for (const name of names) {
    const { role, shape } = valueOf(graph, name);
    if (role.kind === 'parameter' && role.trainable) {
      elements += elementCount(shape);
    }
  }
  return elements;
}

/** Trainable elements of each module and all inside it; a shared parameter counts once in a module that holds it twice. */
function parametersByModule(graph: Graph): Map<ModulePath, number> {
  const holders = new Map<ValueName, ModulePath[]>();
  for (const { path, parameters } of graph.modules.values()) {
    for (const name of parameters) {
      const known = holders.get(name);
      if (known === undefined) {
        holders.set(name, [path]);
      } else {
        known.push(path);
      }
    }
  }
  const result = new Map<ModulePath, number>();
  for (const [name, paths] of holders) {
    const elements = trainableElements(graph, [name]);
    const around = paths.length === 1 ? modulesAround(paths[0]) : new Set(paths.flatMap(modulesAround));
    for (const path of around) {
      result.set(path, (result.get(path) ?? 0) + elements);
    }
  }
  return result;
}

function macsByModule(graph: Graph, costs: ReadonlyMap<NodeName, number>): Map<ModulePath, number> {
  const result = new Map<ModulePath, number>();
  for (const node of graph.nodes) {
    const macs = costs.get(node.name);
    if (macs !== undefined) {
      for (const path of modulesAround(moduleOf(graph, node))) {
        result.set(path, (result.get(path) ?? 0) + macs);
      }
    }
  }
  return result;
}

/** The module itself, then those that contain it. */
function modulesAround(path: ModulePath): ModulePath[] {
  const result: ModulePath[] = [];
  for (let current: ModulePath | undefined = path; current !== undefined; current = parentPath(current)) {
    result.push(current);
  }
  return result;
}
