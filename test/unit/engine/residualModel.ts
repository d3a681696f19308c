import { scalar } from '../../../src/graph/tensor';
import type { Trace } from '../../../src/graph/trace';
import type { ValueName } from '../../../src/graph/value';
import type { RunModel } from '../../../src/protocol/engine';
import { createBuilder } from '../../../src/ops/registry';

/** x → x + W₂ relu(W₁ x), then a linear layer to three classes: one residual block with an identity shortcut. */
export function residualModel(batchSize = 8, width = 16): RunModel {
  const builder = createBuilder();
  const input = builder.addInput('x', { type: 'float32', shape: [batchSize, width] });
  const parameter = (path: string, ...shape: number[]): ValueName =>
    builder.addParameter(path, { type: 'float32', shape }, true);
  const parameters = {
    'block.first.weight': parameter('block.first.weight', width, width),
    'block.second.weight': parameter('block.second.weight', width, width),
    'head.weight': parameter('head.weight', width, 3),
  };
  for (const [path, held] of [
    ['', []],
    ['block', []],
    ['block.first', ['block.first.weight']],
    ['block.second', ['block.second.weight']],
    ['head', ['head.weight']],
  ] as const) {
    const type = path.includes('.') || path === 'head' ? 'Linear' : 'Residual';
    builder.addModule({
      path,
      type,
      isUserDefined: type !== 'Linear',
      description: '',
      parameters: held,
      buffers: [],
    });
  }
  const call = (module: string, parent: number | undefined, body: () => ValueName): ValueName => {
    const before = builder.origin;
    const index = builder.addCall({ module, parent, spans: [], inputs: [] });
    builder.origin = { stage: 'forward', call: index, spans: [] };
    const output = body();
    builder.finishCall(index, [output]);
    builder.origin = before;
    return output;
  };
  const nodes: Record<'branch' | 'merge', string[]> = { branch: [], merge: [] };
  let branch: ValueName = '';
  const output = call('', undefined, () => {
    const merged = call('block', 0, () => {
      const first = call('block.first', 1, () =>
        builder.add('MatMul', [input, parameters['block.first.weight']]),
      );
      const active = builder.add('Relu', [first]);
      branch = call('block.second', 1, () =>
        builder.add('MatMul', [active, parameters['block.second.weight']]),
      );
      const sum = builder.add('Add', [input, branch]);
      nodes.branch.push(first, active, branch);
      nodes.merge.push(sum);
      return sum;
    });
    return call('head', 0, () => builder.add('MatMul', [merged, parameters['head.weight']]));
  });
  const trace: Trace = {
    model: 'Residual()',
    file: '/models/residual.py',
    mode: 'training',
    complete: true,
    graph: builder.finish([output]),
    initialization: Object.values(parameters).map((target) => ({
      target,
      shape: builder.value(target).shape,
      fill: { kind: 'uniform', low: -0.3, high: 0.3 },
    })),
    diagnostics: [],
    inertImports: [],
  };
  return {
    trace,
    merges: [
      {
        path: 'block',
        kind: 'identity',
        merge: nodes.merge[0],
        fork: input,
        branch: { nodes: nodes.branch, value: branch },
        shortcut: { nodes: [], value: input },
      },
    ],
  };
}

/** The model with half of its outputs dropped out. */
export function withDropout(model: RunModel): RunModel {
  const builder = createBuilder(model.trace.graph);
  const [kept] = builder.addNode({
    operator: 'Dropout',
    inputs: [
      model.trace.graph.outputs[0],
      builder.scalar('float32', 0.5),
      builder.constant(scalar('bool', 1)),
    ],
    outputCount: 2,
  });
  return { ...model, trace: { ...model.trace, graph: builder.finish([kept]) } };
}
