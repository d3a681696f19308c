import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addBackward } from '../../src/autodiff/backward';
import { initializeState } from '../../src/engine/initialize';
import { Generator } from '../../src/engine/random/generator';
import { elementCount, type Shape } from '../../src/graph/shape';
import { tensor, type Tensor } from '../../src/graph/tensor';
import type { Trace } from '../../src/graph/trace';
import type { ValueName } from '../../src/graph/value';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { createBuilder } from '../../src/ops/registry';
import { header, useTracer } from '../support/tracing';

type Output = readonly [shape: Shape, weighted: number, first: readonly number[]];
interface Entry {
  readonly construct: string;
  readonly forward: string;
  readonly inputs: readonly string[];
  readonly repr?: string;
  readonly parameters?: readonly (readonly [path: string, shape: Shape, sum: number])[];
  readonly buffers?: readonly string[];
  readonly outputs: readonly Output[];
}
const golden = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'golden/nnModules.json'), 'utf8'),
) as {
  readonly torch: string;
  readonly entries: readonly Entry[];
  readonly gradients: readonly (Omit<Entry, 'outputs'> & {
    readonly gradients: readonly (readonly [path: string, l2: number])[];
  })[];
};

const { traced } = useTracer();

/** A model that holds the module as `m` and shows how it prints as its own description. */
function sourceOf({ construct, forward, inputs }: Omit<Entry, 'outputs'>): string {
  const names = inputs.map((_, index) => 'xyz'[index]);
  return `${header}from torch.nn.utils import prune
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = ${construct || 'nn.Identity()'}
    def extra_repr(self):
        return repr(self.m)
    def forward(self, ${names.join(', ')}):
        m = self.m
        return ${forward}
`;
}

/** As `example` of `nnModules.py`. */
function example(spec: string): Tensor {
  const [kind, text] = spec.includes(':') ? spec.split(':') : ['', spec];
  const shape = text.split('x').map(Number);
  const element = (i: number) =>
    kind === 'i' ? i % 5 : kind === 'u' ? Math.sin(0.7 * i) * 0.45 + 0.5 : Math.sin(0.7 * i) + 0.1;
  const elements = Array.from({ length: elementCount(shape) }, (_, i) => element(i));
  return tensor(kind === 'i' ? 'int64' : 'float32', shape, elements);
}

function stateOf({ graph, initialization }: Trace): Map<ValueName, Tensor> {
  return new Map(
    [...initializeState(graph, initialization, new Generator(0))].map(([name, data]): [ValueName, Tensor] => {
      const { type, shape } = graph.values.get(name)!;
      return [name, tensor(type, shape, Float64Array.from(data, Number))];
    }),
  );
}

const sum = (data: Float64Array, weight: (index: number) => number) =>
  data.reduce((total, element, index) => total + element * weight(index), 0);

function expectClose(actual: number, expected: number | null, scale: number, what: string): void {
  if (expected === null || Number.isNaN(expected)) {
    expect(actual, what).toBeNaN();
  } else {
    expect(Math.abs(actual - expected), what).toBeLessThan(1e-5 * Math.max(1, scale));
  }
}

describe(`torch.nn against PyTorch ${golden.torch}`, () => {
  it.each(
    golden.entries.map((entry) => [`${entry.construct} ${entry.forward} ${entry.inputs.join()}`, entry]),
  )('%s', async (_, entry) => {
    const inputs = entry.inputs.map(example);
    const trace = await traced(sourceOf(entry), {
      inputs: inputs.map(({ type, shape }) => ({ type, shape: [...shape] })),
    });
    const { graph } = trace;
    const state = stateOf(trace);
    if (entry.repr !== undefined) {
      expect(graph.modules.get('')!.description).toBe(entry.repr);
      const values = [...graph.values.values()];
      const parameters = values.flatMap(({ role, name, shape }) =>
        role.kind === 'parameter' ? [{ path: role.path, name, shape }] : [],
      );
      expect(parameters.map(({ path: held, shape }) => [held, shape])).toEqual(
        entry.parameters!.map(([held, shape]) => [`m.${held}`, shape]),
      );
      parameters.forEach(({ path: held, name }, index) => {
        const { data } = state.get(name)!;
        expectClose(
          sum(data, () => 1),
          entry.parameters![index][2],
          data.length ** 0.5,
          held,
        );
      });
      expect(values.flatMap(({ role }) => (role.kind === 'buffer' ? [role.path] : []))).toEqual(
        entry.buffers!.map((held) => `m.${held}`),
      );
    }
    graph.inputs.forEach((input, index) => state.set(input, inputs[index]));
    const results = evaluateGraph(graph, state, graph.outputs);
    expect(graph.outputs.map((output) => results.get(output)!.shape)).toEqual(
      entry.outputs.map(([shape]) => shape),
    );
    graph.outputs.forEach((output, index) => {
      const { data } = results.get(output)!;
      const [, weighted, first] = entry.outputs[index];
      const scale = Math.hypot(...data.filter(Number.isFinite));
      first.forEach((element, place) => expectClose(data[place], element, scale, `element ${place}`));
      expectClose(sum(data, Math.cos), weighted, scale, `output ${index}`);
    });
  });
});

describe('gradients of torch.nn against PyTorch', () => {
  it.each(golden.gradients.map((entry) => [`${entry.construct} ${entry.forward}`, entry] as const))(
    '%s',
    async (_, entry) => {
      const inputs = entry.inputs.map(example);
      const trace = await traced(sourceOf(entry), {
        mode: 'training',
        inputs: inputs.map(({ type, shape }) => ({ type, shape: [...shape] })),
      });
      const { graph } = trace;
      const state = stateOf(trace);
      graph.inputs.forEach((input, index) => state.set(input, inputs[index]));
      const builder = createBuilder(graph);
      const loss = builder.add('Mul', [graph.outputs[0], graph.outputs[0]]);
      const differentiated = builder.finish([loss]);
      const wanted = entry.gradients.map(([held]) => `m.${held}`);
      const { gradients } = addBackward(builder, differentiated, { from: loss, wanted });
      const results = evaluateGraph(builder.finish([loss]), state, [...gradients.values()]);
      for (const [held, l2] of entry.gradients) {
        const gradient = results.get(gradients.get(`m.${held}`)!)!;
        expect(Math.abs(Math.hypot(...gradient.data) - l2), held).toBeLessThan(1e-5 * Math.max(1, l2));
      }
    },
  );
});
