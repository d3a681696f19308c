import { readFileSync } from 'node:fs';
import type { Graph } from '../../graph/graph';
import type { Node } from '../../graph/node';

/** Time that one node took in each run. */
export interface KernelTime {
  /** Of the compiled graph; undefined for a node that the runtime made of several. */
  readonly node: Node | undefined;
  readonly operator: string;
  /** Of each run, in order. */
  readonly milliseconds: readonly number[];
}

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const suffix = '_kernel_time';

/** Reads the file that onnxruntime's profiler writes: Chrome's trace format, with an event for each node at each run. */
export function readKernelTimes(file: string, graph: Pick<Graph, 'nodes'>): KernelTime[] {
  const events = JSON.parse(readFileSync(file, 'utf8')) as ProfileEvent[];
  const times = new Map<string, { operator: string; milliseconds: number[] }>();
  for (const { cat, name, dur, args } of events) {
    if (cat === 'Node' && name.endsWith(suffix)) {
      const node = name.slice(0, -suffix.length);
      const known = times.get(node) ?? { operator: args?.op_name ?? '', milliseconds: [] };
      known.milliseconds.push(dur / 1000);
      times.set(node, known);
    }
  }
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  return [...times].map(([name, { operator, milliseconds }]) => {
    const node = origin(name, byName);
    const domain = node?.name === name && node.domain !== '' ? `${node.domain}:` : '';
    return { node, operator: `${domain}${operator}`, milliseconds };
  });
}

/** The runtime names a node that it made from others after one of them, with an ending. */
function origin(name: string, byName: ReadonlyMap<string, Node>): Node | undefined {
  for (let length = name.length; length > 0; length = name.lastIndexOf('_', length - 1)) {
    const node = byName.get(name.slice(0, length));
    if (node !== undefined) {
      return node;
    }
  }
  return undefined;
}
