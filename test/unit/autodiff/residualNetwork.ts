import type { GraphBuilder } from '../../../src/graph/builder';
import type { Graph } from '../../../src/graph/graph';
import type { Module } from '../../../src/graph/module';
import { elementCount } from '../../../src/graph/shape';
import { type Tensor, tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { createBuilder } from '../../../src/ops/registry';

/** Numbers around 0 that repeat only after a long time, the same ones in every run. */
export function numbers(count: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647 - 0.5) * 1.6;
  });
}

export interface Network {
  readonly graph: Graph;
  /** Fork, branch, shortcut and merge of the identity block, and of the block with a projection. */
  readonly identity: { readonly fork: ValueName; readonly merge: ValueName; readonly branch: ValueName };
  readonly projection: {
    readonly fork: ValueName;
    readonly merge: ValueName;
    readonly branch: ValueName;
    readonly shortcut: ValueName;
  };
}

export interface NetworkOptions {
  /** Parameters by path that are frozen. */
  readonly frozen?: readonly string[];
}

/** Two residual blocks over rows of features: z₁ = F₁(z₀) + z₀, z₂ = F₂(z₁) + W z₁, then logits [3, 5]. */
export function residualNetwork({ frozen = [] }: NetworkOptions = {}): Network {
  const builder = createBuilder();
  const describe = (path: string, type: string): void => builder.addModule(module(path, type));
  for (const [path, type] of [
    ['', 'Network'],
    ['stem', 'Linear'],
    ['block1', 'Block'],
    ['block2', 'Block'],
    ['head', 'Linear'],
  ]) {
    describe(path, type);
  }
  const root = builder.addCall({ module: '', spans: [], inputs: [] });
  const x = builder.addInput('x', { type: 'float32', shape: [3, 4] });
  const inside = (path: string, input: ValueName, line: number, build: () => ValueName): ValueName => {
    const outside = builder.origin;
    const span = { file: 'network.py', line, column: 9, endLine: line, endColumn: 20 };
    const call = builder.addCall({ module: path, parent: root, spans: [span], inputs: [input] });
    builder.origin = { stage: 'forward', call, spans: [span] };
    const output = build();
    builder.finishCall(call, [output]);
    builder.origin = outside;
    return output;
  };
  const weight = (path: string, shape: readonly number[]): ValueName =>
    builder.addParameter(path, { type: 'float32', shape }, !frozen.includes(path));
  const linear = (input: ValueName, path: string, from: number, to: number): ValueName =>
    builder.add('Add', [
      builder.add('MatMul', [input, weight(`${path}.weight`, [from, to])]),
      weight(`${path}.bias`, [to]),
    ]);

  const z0 = inside('stem', x, 10, () => linear(x, 'stem', 4, 6));
  let branch1 = '';
  const z1 = inside('block1', z0, 11, () => {
    const hidden = builder.add('Relu', [linear(z0, 'block1.first', 6, 7)]);
    branch1 = linear(hidden, 'block1.second', 7, 6);
    return builder.add('Add', [branch1, z0]);
  });
  let branch2 = '';
  let shortcut2 = '';
  const z2 = inside('block2', z1, 12, () => {
    branch2 = builder.add('Tanh', [linear(z1, 'block2.first', 6, 5)]);
    shortcut2 = builder.add('MatMul', [z1, weight('block2.shortcut.weight', [6, 5])]);
    return builder.add('Add', [branch2, shortcut2]);
  });
  const logits = inside('head', z2, 13, () => linear(z2, 'head', 5, 5));
  builder.finishCall(root, [logits]);
  return {
    graph: builder.finish([logits]),
    identity: { fork: z0, merge: z1, branch: branch1 },
    projection: { fork: z1, merge: z2, branch: branch2, shortcut: shortcut2 },
  };
}

function module(path: string, type: string): Module {
  return { path, type, isUserDefined: true, description: '', parameters: [], buffers: [] };
}

/** Content for every input, parameter and buffer; labels for inputs of whole numbers. */
export function feedsFor(graph: Pick<Graph, 'values'>): Map<ValueName, Tensor> {
  const feeds = new Map<ValueName, Tensor>();
  let seed = 3;
  for (const { name, type, shape, role } of graph.values.values()) {
    if (role.kind === 'constant' || role.kind === 'intermediate') {
      continue;
    }
    const count = elementCount(shape);
    const content =
      type === 'int64'
        ? Array.from({ length: count }, (_, index) => (index * 3) % 5)
        : numbers(count, (seed += 17));
    feeds.set(name, tensor(type, shape, content));
  }
  return feeds;
}

/** Gives nodes added from now on a line of the source. */
export function at(builder: GraphBuilder, line: number): void {
  const span = { file: 'network.py', line, column: 9, endLine: line, endColumn: 20 };
  builder.origin = { stage: 'forward', call: 0, spans: [span] };
}
