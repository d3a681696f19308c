import type { Graph } from '../graph/graph';
import type { Module } from '../graph/module';
import { tensor } from '../graph/tensor';
import type { Value } from '../graph/value';

/** A graph as JSON, for the webview: maps become arrays, contents of constants are left out. */
export interface GraphJson {
  readonly inputs: Graph['inputs'];
  readonly outputs: Graph['outputs'];
  readonly values: readonly Value[];
  readonly nodes: Graph['nodes'];
  readonly modules: readonly Module[];
  readonly calls: Graph['calls'];
}

export function graphToJson(graph: Graph): GraphJson {
  return {
    inputs: graph.inputs,
    outputs: graph.outputs,
    values: [...graph.values.values()].map(withoutContent),
    nodes: graph.nodes.filter((node) => node.origin.stage === 'forward'),
    modules: [...graph.modules.values()],
    calls: graph.calls,
  };
}

export function graphFromJson(json: GraphJson): Graph {
  return {
    inputs: json.inputs,
    outputs: json.outputs,
    values: new Map(json.values.map((value) => [value.name, value])),
    nodes: json.nodes,
    modules: new Map(json.modules.map((module) => [module.path, module])),
    calls: json.calls,
    bufferUpdates: new Map(),
  };
}

function withoutContent(value: Value): Value {
  return value.role.kind === 'constant'
    ? { ...value, role: { kind: 'constant', tensor: tensor(value.type, [0], []) } }
    : value;
}
