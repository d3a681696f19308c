import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { initializeState } from '../../src/engine/initialize';
import { Generator } from '../../src/engine/random/generator';
import { elementCount, type Shape } from '../../src/graph/shape';
import { tensor, type Tensor } from '../../src/graph/tensor';
import type { Trace, TraceMode } from '../../src/graph/trace';
import type { ValueName } from '../../src/graph/value';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { useTracer } from '../support/tracing';
import { torchvisionFile } from '../support/torchvision';

interface GoldenValues {
  readonly shape: Shape;
  readonly first: readonly number[];
  readonly l2: number;
}
interface GoldenNetwork {
  readonly shape: readonly number[];
  readonly modules: readonly (readonly [path: string, type: string, description: string])[];
  readonly parameters: readonly (readonly [path: string, shape: Shape])[];
  readonly buffers: readonly string[];
  readonly state: readonly string[];
  readonly training: GoldenValues;
  readonly buffersAfter: Readonly<Record<string, GoldenValues>>;
  readonly evaluation: GoldenValues;
}
interface GoldenStructure {
  readonly modules: number;
  readonly structure: string;
  readonly parameters: number;
  readonly buffers: number;
}
const golden = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'golden/trace.json'), 'utf8')) as {
  readonly networks: Readonly<Record<string, GoldenNetwork>>;
  readonly torchvision: Readonly<Record<string, GoldenStructure>>;
};

const { traced, trace } = useTracer();

/** 0.1·sin(0.7·i) for each element i, or i mod 11, as `trace.py` has it. */
function example(shape: Shape, integers: boolean): Tensor {
  const elements = Array.from({ length: elementCount(shape) }, (_, i) =>
    integers ? i % 11 : Math.sin(0.7 * i),
  );
  return tensor(integers ? 'int64' : 'float32', shape, elements);
}

function evaluate({ graph, initialization }: Trace, wanted: readonly ValueName[]): Map<ValueName, Tensor> {
  const feeds = new Map<ValueName, Tensor>();
  for (const [name, data] of initializeState(graph, initialization, new Generator(0))) {
    const { type, shape } = graph.values.get(name)!;
    feeds.set(name, tensor(type, shape, Float64Array.from(data, Number)));
  }
  const [input] = graph.inputs;
  const { type, shape } = graph.values.get(input)!;
  feeds.set(input, example(shape, type === 'int64'));
  return evaluateGraph(graph, feeds, wanted);
}

function expectValues(actual: Tensor, expected: GoldenValues, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape);
  const l2 = Math.hypot(...actual.data);
  expect(Math.abs(l2 - expected.l2) / Math.max(expected.l2, 1e-12), what).toBeLessThan(1e-6);
  expected.first.forEach((element, index) =>
    expect(Math.abs(actual.data[index] - element), what).toBeLessThan(1e-6 * Math.max(1, expected.l2)),
  );
}

describe.each(Object.entries(golden.networks))('%s against PyTorch', (qualified, network) => {
  const [module, name] = qualified.split('.');
  const file =
    module === 'resnet20'
      ? path.resolve(import.meta.dirname, '../../media/samples/resnet20.py')
      : path.join(import.meta.dirname, 'models', `${module}.py`);
  const type = name === 'Transformer' ? 'int64' : 'float32';
  const traceIn = (mode: TraceMode) =>
    traced(fs.readFileSync(file, 'utf8'), {
      file,
      name,
      mode,
      arguments: {},
      inputs: [{ type, shape: [...network.shape] }],
    });

  it('has the same modules, parameters and buffers, in the same order', async () => {
    const { graph } = await traceIn('evaluation');
    expect(
      [...graph.modules.values()].map(({ path, type, description }) => [path, type, description]),
    ).toEqual(network.modules);
    const values = [...graph.values.values()];
    expect(
      values.flatMap(({ role, shape }) => (role.kind === 'parameter' ? [[role.path, shape]] : [])),
    ).toEqual(network.parameters);
    expect(values.flatMap(({ role }) => (role.kind === 'buffer' ? [role.path] : []))).toEqual(
      network.buffers,
    );
  });

  it('computes the same in evaluation', async () => {
    const result = await traceIn('evaluation');
    const [output] = result.graph.outputs;
    expectValues(evaluate(result, [output]).get(output)!, network.evaluation, 'output');
  });

  it('computes the same in training, and keeps the same statistics', async () => {
    const result = await traceIn('training');
    const { graph } = result;
    const [output] = graph.outputs;
    const computed = evaluate(result, [output, ...graph.bufferUpdates.values()]);
    if (!graph.nodes.some(({ operator }) => operator === 'Dropout')) {
      expectValues(computed.get(output)!, network.training, 'output');
    }
    expect([...graph.bufferUpdates.keys()].sort()).toEqual(Object.keys(network.buffersAfter).sort());
    for (const [buffer, next] of graph.bufferUpdates) {
      expectValues(computed.get(next)!, network.buffersAfter[buffer], buffer);
    }
  });
});

describe('torchvision', () => {
  const fileOf: Readonly<Record<string, string>> = {
    densenet121: 'densenet',
    vgg11_bn: 'vgg',
    alexnet: 'alexnet',
  };

  // Without torchvision's source, which SKIPLINE_PYTHON_PATH leads to, there is nothing to trace.
  it.skipIf(torchvisionFile('models/resnet.py') === undefined).each(Object.entries(golden.torchvision))(
    '%s has the structure of the real one',
    async (name, expected) => {
      const file = torchvisionFile(`models/${fileOf[name] ?? 'resnet'}.py`)!;
      const result = await trace(fs.readFileSync(file, 'utf8'), { file, name, workspaceFolders: [] });
      expect(result.diagnostics).toEqual([]);
      const modules = [...result.trace!.graph.modules.values()];
      const text = modules.map(({ path, type, description }) => `${path} ${type} ${description}`).join('\n');
      expect({
        modules: modules.length,
        structure: createHash('sha256').update(text).digest('hex'),
        parameters: result.analysis!.parameters,
        buffers: result.analysis!.buffers,
      }).toEqual(expected);
    },
  );
});
