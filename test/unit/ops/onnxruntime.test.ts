import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { allocate, copyInto } from '../../../src/engine/tensorData';
import { encodeModel } from '../../../src/frontends/onnx/encode';
import type { Tensor } from '../../../src/graph/tensor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { cases } from './cases/all';
import { buildCase, type CaseGraph } from './operatorCase';

/** float32 has 24 bits; a few roundings of numbers of the tensor's size are allowed. */
const tolerance = 5e-6;

describe('onnxruntime in float32 agrees with the reference in float64', () => {
  it.each(
    cases
      .filter(({ notInRuntime }) => notInRuntime === undefined)
      .map((each) => ({ name: `${each.operator}: ${each.about}`, each })),
  )('$name', async ({ each }) => {
    const built = buildCase(each);
    const wanted = [...built.outputs, ...built.gradients.values()];
    const expected = evaluateGraph(built.graph, built.feeds, wanted);
    const actual = await runInRuntime(built, wanted);
    for (const name of new Set(wanted)) {
      const [result, reference] = [actual.get(name)!, expected.get(name)!];
      expect(result.shape, name).toEqual(reference.shape);
      expectClose(name, result.data, reference.data);
    }
  });
});

async function runInRuntime(
  { graph, feeds }: CaseGraph,
  wanted: readonly ValueName[],
): Promise<Map<ValueName, Tensor>> {
  const session = await InferenceSession.create(encodeModel(graph, { outputs: wanted }), {
    logSeverityLevel: 3,
  });
  const inputs = session.inputNames.map((name) => [name, toRuntime(feeds.get(name)!)] as const);
  const results = await session.run(Object.fromEntries(inputs));
  await session.release();
  return new Map(wanted.map((name) => [name, fromRuntime(graph.values.get(name)!.type, results[name])]));
}

function toRuntime({ type, shape, data }: Tensor): RuntimeTensor {
  const copy = allocate(type, data.length);
  copyInto(copy, data);
  return new RuntimeTensor(type as 'float32', copy as Float32Array, shape);
}

function fromRuntime(type: Tensor['type'], { dims, data }: RuntimeTensor): Tensor {
  const copy = new Float64Array(data.length);
  copyInto(copy, data as Float32Array);
  return { type, shape: dims, data: copy };
}

function expectClose(name: string, actual: Float64Array, expected: Float64Array): void {
  const scale = expected.reduce(
    (largest, x) => (Number.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest),
    1,
  );
  actual.forEach((x, element) => {
    const y = expected[element];
    const isEqual = Object.is(x, y) || Math.abs(x - y) <= tolerance * scale;
    expect(isEqual, `${name}[${element}] is ${x}, not ${y}`).toBe(true);
  });
}
